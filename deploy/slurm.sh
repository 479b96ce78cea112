#!/bin/sh
# Does all shards of a list as an array of Slurm jobs, then merges. All nodes must see the same folders.
#
#   deploy/slurm.sh LIST OUT SHARDS [options of sbatch for each shard]
#
#   deploy/slurm.sh photos.gz ./out 100 --cpus-per-task=16 --time=12:00:00
#
# What a time limit cuts off is recorded as far as it came: submit again, and only the rest is done. An array may have no more tasks than
# MaxArraySize of the cluster, 1001 as a rule.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
list=$1 out=$2 shards=$3
shift 3

array=$(sbatch --parsable --array="1-$shards" "$@" "$here/slurm-shard.sbatch" "$list" "$out")
# Also after shards in which images failed, which Slurm counts as failed jobs.
sbatch --parsable --dependency="afterany:$array" --job-name=imgpar-merge --output=imgpar-merge-%j.log --wrap="imgpar merge '$out'"
