#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# docs/cluster/slurm.sh under a real Slurm of this host alone: an array of 4, of which one task is killed and requeued while
# it measures; the shards are merged and compared with the same run on one machine. Needs slurmctld, slurmd, sbatch and munged
# (Debian: slurmctld slurmd slurm-client munge), and root, as slurmd does.
#   measure/slurm.sh         (about 2 min)
# To reach: the same rows in the same rounds.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
daemons=()
finish() {
    for pid in "${daemons[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait
    rm -rf "$work"
}
trap finish EXIT
export SLURM_CONF=$work/slurm.conf
mkdir "$work/state" "$work/spool" "$work/run"
chmod 755 "$work"
dd if=/dev/urandom of="$work/munge.key" bs=128 count=1 status=none
chmod 400 "$work/munge.key"
host=$(hostname -s)
cat >"$SLURM_CONF" <<END
ClusterName=ebb
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=26817
SlurmdPort=26818
SlurmUser=root
AuthInfo=socket=$work/run/munge.socket,cred_expire=10
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/run/slurmctld.pid
SlurmdPidFile=$work/run/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/linear
MpiDefault=none
ReturnToService=2
SchedulerParameters=bf_interval=5
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc)
PartitionName=main Nodes=$host Default=YES MaxTime=60 State=UP
END
munged --foreground --force --key-file="$work/munge.key" --socket="$work/run/munge.socket" --pid-file="$work/run/munged.pid" \
    --seed-file="$work/run/munged.seed" --log-file="$work/run/munged.log" >/dev/null 2>&1 &
daemons+=($!)
until [[ -S $work/run/munge.socket ]]; do sleep 0.1; done
slurmctld -D >"$work/slurmctld.log" 2>&1 &
daemons+=($!)
slurmd -D -N "$host" >"$work/slurmd.log" 2>&1 &
daemons+=($!)
until sinfo -h -o %T 2>/dev/null | grep -q idle; do
    sleep 0.5
    kill -0 "${daemons[@]}" # one that has ended says why
done
echo "Slurm: $(sinfo --version), $(sinfo -h -o '%N %T %c CPUs')"

jar=$PWD/benchmarks.jar
script=$PWD/docs/cluster/slurm.sh
plan=(Interleaved -p "allocator=glibc,jemalloc" -p blocks=1000 -f 8 -wi 0 -i 1 -r 100ms)
cd "$work"
job=$(EBB_JAR=$jar sbatch --parsable "$script" "${plan[@]}")
echo "Array $job of 4"
kept() { find "$work/shards/$job/2" -name '*.ser.gz' 2>/dev/null | wc -l; }
until (($(kept) > 0)); do
    sleep 0.2
    [[ -n $(squeue -h -j "$job") ]] || { tail -n 5 slurm-*.out slurmd.log; exit 1; }
done
scontrol requeue "${job}_2"
echo "Task 2 was killed and requeued with $(kept) of its 4 forks done"
left=1
while ((left > 0)); do
    left=$(squeue -h -j "$job" -r 2>/dev/null | wc -l)
    sleep 1
done
grep -h "Resumed\|Order:" slurm-*.out
java -jar "$jar" merge "shards/$job"/*/*/ -o merged
java -jar "$jar" "${plan[@]}" --seed 1 --out single >single.log
cmp merged/rounds.json single/*/rounds.json
echo "The merged run has the rows and rounds of the single machine's."
