#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What measuring costs the burst: bursts with and without it, in alternation, without a JVM.
#   measure/sampler.sh [PAIRS]          (10; about 20 s a pair) sampling RSS every 10 ms
#   measure/sampler.sh PAIRS books      the thread that takes the allocator's books at each new peak, as why=true has it
# To reach: at most 0.5 % of one core for the sampler, and a ratio of burst times of at most 1.01. LD_PRELOAD is the
# allocator; without it, glibc.
set -euo pipefail
cd "$(dirname "$0")/.."
pairs=${1:-10} what=${2:-sampler}
case $what in
sampler) with=(interval=10) without=(interval=0) ;;
books) with=(interval=10 why=1) without=(interval=10 why=0) ;;
*) echo "What '$what' costs is not measured here: give sampler or books." >&2; exit 2 ;;
esac
burst=native-shims/target/cmake/ebb-burst

# One burst that the CPU limits (waits of a millisecond): seconds of the burst and the sampler's CPU in percent.
once() {
    "$burst" events=400 hold_min_us=1000 hold_max_us=1000 idle=0 "$@" | awk -F= '
        { value[$1] = $2 }
        END {
            seconds = (value["burst_end"] - value["burst_start"]) / 1e9
            printf "%.4f %.3f\n", seconds, value["sampler_cpu"] / 1e7 / seconds
        }'
}

for ((pair = 1; pair <= pairs; pair++)); do
    # Which of the two comes first changes from pair to pair.
    if ((pair % 2)); then
        first=$(once "${with[@]}") second=$(once "${without[@]}")
    else
        second=$(once "${without[@]}") first=$(once "${with[@]}")
    fi
    echo "${first% *} ${second% *} ${first#* }"
done | awk '
    {
        ratio[NR] = $1 / $2; cpu[NR] = $3
        printf "pair %2d   with %.3f s   without %.3f s   ratio %.4f   sampler %.3f %% of a core\n", NR, $1, $2, $1 / $2, $3
    }
    END {
        for (i = 1; i <= NR; i++) for (j = i + 1; j <= NR; j++) {
            if (ratio[j] < ratio[i]) { t = ratio[i]; ratio[i] = ratio[j]; ratio[j] = t }
            if (cpu[j] < cpu[i]) { t = cpu[i]; cpu[i] = cpu[j]; cpu[j] = t }
        }
        low = int((NR + 1) / 2); high = int(NR / 2) + 1
        printf "median     ratio %.4f   sampler %.3f %% of a core\n", (ratio[low] + ratio[high]) / 2, (cpu[low] + cpu[high]) / 2
    }'
