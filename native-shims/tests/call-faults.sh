#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Fails each call by which the programs without a JVM map memory, start a thread, open
# a file or read one, one after the other: each time the program must print the figures
# that it prints without a fault, with exit code 0, or say what failed, with 1 or 2, or 71
# where the allocator under test had nothing left for its load, and end.
#   call-faults.sh LIBRARY PROGRAMS [STEP]
# LIBRARY is libebb-call-faults.so, PROGRAMS the folder of ebb-burst and the others, and
# STEP the way from one call to the next (1). Prints the number of points.
set -euo pipefail
library=$1 programs=$2 step=${3:-1}
said=$(mktemp) printed=$(mktemp)
trap 'rm -f "$said" "$printed"' EXIT
points=0 wrong=0

# figures: the names of those that were printed, and what cannot be one but is an error's code. At the peak the books
# are read only where it lasts long enough, and what is live is added up while it changes.
figures() {
    sed -E '/^heap_.*_peak=/d; /^live_/s/=.*//; /=-[1-9]$/!s/=.*//' "$printed"
}

# is_well STATUS FIGURES: whether a program may end so, having said what it has
is_well() {
    case $1 in
        0) [[ $(figures) == "$2" ]] ;;
        1 | 2) grep -q '^ebb-' "$said" ;;
        71) grep -q '^ebb: the allocator returned NULL' "$said" ;;
        *) return 1 ;;
    esac
}

# enumerate PROGRAM ARGUMENT...
enumerate() {
    local call nth status calls expected
    "$programs/$1" "${@:2}" >"$printed"
    expected=$(figures)
    for call in mmap thread open read; do
        for ((nth = 1; ; nth += step)); do
            status=0
            EBB_FAULT=$call EBB_FAULT_AT=$nth LD_PRELOAD=$library timeout --signal=KILL 60 \
                "$programs/$1" "${@:2}" >"$printed" 2>"$said" || status=$?
            calls=$(sed -n 's/^calls=//p' "$said")
            if [[ -n $calls ]] && ((calls < nth)); then
                if ((status != 0)); then
                    echo "$*: status $status without a fault: $(head -3 "$said")"
                    wrong=$((wrong + 1))
                fi
                break
            fi
            points=$((points + 1))
            if ! is_well "$status" "$expected"; then
                echo "$*: status $status at call $nth of $call: $(head -3 "$said")"
                diff <(echo "$expected") <(figures) || true
                wrong=$((wrong + 1))
            fi
            if ((points > 5000)); then
                echo "$*: never ends" && exit 1
            fi
        done
    done
}

small=(events=2 tokens=4 workers=2 permits=2 hold_min_us=0 hold_max_us=0 churn_per_hour=0 idle=0)
enumerate ebb-burst "${small[@]}" release_interval=1
enumerate ebb-burst "${small[@]}" topology=1 survivors_ppm=1000
enumerate ebb-burst "${small[@]}" topology=3 check=1 bursts=2 interval=0 release_when=5
if ((step == 1)); then # each climbs the ladder, for three seconds
    enumerate ebb-burst "${small[@]}" why=1 release_when=5
fi
enumerate ebb-kernel kernel=cross threads=1 freers=1 latency=1 warmup=0 seconds=0
enumerate ebb-kernel kernel=cross threads=2 freers=2 handover=8 ring=4096 sizes=mixed warmup=0 seconds=0
enumerate ebb-kernel kernel=interleaved blocks=100 latency=1 warmup=0 seconds=0
enumerate ebb-kernel kernel=interleaved threads=2 floor=1 blocks=100 warmup=0 seconds=0
enumerate ebb-kernel kernel=churn warmup=0 seconds=0
enumerate ebb-kernel kernel=growth warmup=0 seconds=0
enumerate ebb-tree $$ 0
enumerate ebb-tree $$ 0 1
echo "$points points, $wrong wrong"
((wrong == 0))
