#!/bin/sh
# Does all shards of a list with GNU parallel, here or on machines reached by ssh that see the same folders, then merges.
#
#   deploy/parallel.sh LIST OUT SHARDS            on this machine, one shard after the other, each on all cores
#   deploy/parallel.sh LIST OUT SHARDS a,b,c      on the machines a, b and c, in a folder of the same path as this one
#
# Start it again after an interruption: what is done is skipped.
set -u
list=$1 out=$2 shards=$3 hosts=${4:-:}

parallel --jobs 1 --sshlogin "$hosts" --workdir "$PWD" ${SSH:+--ssh "$SSH"} \
  imgpar equalize --list "$list" "$out" --shard "{}/$shards" --progress lines ::: $(seq "$shards")

exec imgpar merge "$out"
