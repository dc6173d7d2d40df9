#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# docs/cluster/slurm.sh under a real Slurm of this host alone: an array of 4, of which one task is killed and requeued while
# it measures; the shards are merged and compared with the same run on one machine. Needs slurmctld, slurmd, sbatch and munged
# (Debian: slurmctld slurmd slurm-client munge); any user can run it.
#   measure/slurm.sh         (about 1 min)
#   measure/slurm.sh FOLDER  one row, without the run on one machine; leaves the merged run in FOLDER (mvn verify does this)
# To reach: the same rows in the same rounds.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-}
PATH=$PATH:/usr/sbin
user=$(id -un)
port=$((20000 + $$ % 5000 * 2)) # another one may run at the same time
work=$(mktemp -d)
daemons=()
finish() {
    # What a task runs is not slurmd's child, and outlives it.
    if scancel --quiet --user="$user" 2>/dev/null; then
        for ((i = 0; i < 100; i++)); do
            [[ -n $(squeue -h -t all -o %T | grep -E 'RUNNING|COMPLETING') ]] || break
            sleep 0.1
        done
    fi
    for pid in "${daemons[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait
    rm -rf "$work"
}
trap finish EXIT
# await COMMAND: until it succeeds, for half a minute, while the daemons live
await() {
    for ((i = 0; i < 300; i++)); do
        ! "$@" || return 0
        kill -0 "${daemons[@]}" 2>/dev/null || break
        sleep 0.1
    done
    tail -n 5 "$work"/*.log >&2
    exit 1
}
export SLURM_CONF=$work/slurm.conf
mkdir "$work/state" "$work/spool" "$work/run"
chmod 755 "$work"
dd if=/dev/urandom of="$work/munge.key" bs=128 count=1 status=none
chmod 400 "$work/munge.key"
host=$(hostname -s)
cat >"$SLURM_CONF" <<END
ClusterName=ebb
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=$user
SlurmdUser=$user
AuthInfo=socket=$work/run/munge.socket,cred_expire=5
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/run/slurmctld.pid
SlurmdPidFile=$work/run/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/linear
MpiDefault=none
ReturnToService=2
SchedulerParameters=sched_interval=1,batch_sched_delay=0,bf_interval=1
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc)
PartitionName=main Nodes=$host Default=YES MaxTime=60 State=UP
END
munged --foreground --force --key-file="$work/munge.key" --socket="$work/run/munge.socket" --pid-file="$work/run/munged.pid" \
    --seed-file="$work/run/munged.seed" --log-file="$work/munged.log" >/dev/null 2>&1 &
daemons+=($!)
await test -S "$work/run/munge.socket"
slurmctld -D >"$work/slurmctld.log" 2>&1 &
daemons+=($!)
slurmd -D -N "$host" >"$work/slurmd.log" 2>&1 &
daemons+=($!)
idle() { sinfo -h -o %T 2>/dev/null | grep -q idle; }
await idle
echo "Slurm: $(sinfo --version), $(sinfo -h -o '%N %T %c CPUs')"

export JAVA_TOOL_OPTIONS="-Djava.io.tmpdir=$work -XX:TieredStopAtLevel=1" # JMH's lock is in there, and these JVMs live for a second
jar=$PWD/benchmarks.jar
script=$PWD/docs/cluster/slurm.sh
plan=(Interleaved -p blocks=1000 -wi 0 -i 1 -r 100ms)
if [[ -n $folder ]]; then
    plan+=(-p allocator=glibc -f 6)
else
    plan+=(-p allocator=glibc,jemalloc -f 8)
fi
cd "$work"
job=$(EBB_JAR=$jar sbatch --parsable "$script" "${plan[@]}")
echo "Array $job of 4"
kept() { find "$work/shards/$job/2" -name '*.ser.gz' 2>/dev/null | wc -l; }
until (($(kept) > 0)); do
    sleep 0.05
    [[ -n $(squeue -h -j "$job") ]] || { tail -n 5 slurm-*.out slurmd.log; exit 1; }
done
scontrol requeue "${job}_2"
echo "Task 2 was killed and requeued with $(kept) of its $((${#folder} ? 2 : 4)) forks done"
while [[ -n $(squeue -h -j "$job" -r) ]]; do sleep 0.2; done
grep -h "Resumed\|Order:" slurm-*.out
java -jar "$jar" merge "shards/$job"/*/*/ -o merged
if [[ -n $folder ]]; then
    mv merged/* "$folder"
    exit
fi
java -jar "$jar" "${plan[@]}" --seed 1 --out single >single.log
cmp merged/rounds.json single/*/rounds.json
echo "The merged run has the rows and rounds of the single machine's."
