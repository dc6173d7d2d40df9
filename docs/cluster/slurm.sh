#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# One shard of a run for each task of an array. From a folder that all nodes share:
#   sbatch --array=1-4 docs/cluster/slurm.sh Burst -f 20 -p allocator=glibc,jemalloc
#SBATCH --job-name=ebb
#SBATCH --array=1-4
#SBATCH --nodes=1
#SBATCH --exclusive
#SBATCH --requeue
#SBATCH --open-mode=append
set -euo pipefail
jar=${EBB_JAR:-benchmarks.jar}
folder=shards/$SLURM_ARRAY_JOB_ID/$SLURM_ARRAY_TASK_ID
begun=("$folder"/*/environment.json)
if [[ -e ${begun[0]} ]]; then
    # This task was killed and requeued. EBB_TRUST=1 is for a folder that others of a group may write to.
    exec java -jar "$jar" --resume "${begun[0]%/*}" ${EBB_TRUST:+--trust}
fi
exec java -jar "$jar" "$@" --shard slurm --out "$folder"
