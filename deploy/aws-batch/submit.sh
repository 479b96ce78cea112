#!/bin/sh
# Submits an array of 200 shards, and a merge after it: deploy/aws-batch/submit.sh QUEUE
set -eu
queue=$1
here=$(cd "$(dirname "$0")" && pwd)
aws batch register-job-definition --cli-input-json "file://$here/job-definition.json"
aws batch submit-job --job-name imgpar --job-queue "$queue" --job-definition imgpar --array-properties size=200
