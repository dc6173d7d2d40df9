#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# How much faster the interleaved kernel runs on the floor allocator than on glibc, in alternation, without a JVM.
#   measure/floor.sh [PAIRS [NAME=VALUE...]]      (5; about 8 s a pair; as for ebb-kernel)
# To reach: a median of at least 3: else the harness is what is measured.
set -euo pipefail
cd "$(dirname "$0")/.."
pairs=${1:-5}
rate() {
    native-shims/target/cmake/ebb-kernel seconds=3 "$@" | awk -F= '$1 == "rate" { printf "%.1f\n", $2 / 1e6 }'
}
for ((pair = 1; pair <= pairs; pair++)); do
    # Which of the two comes first changes from pair to pair.
    if ((pair % 2)); then
        floor=$(rate "${@:2}" floor=1) glibc=$(rate "${@:2}" floor=0)
    else
        glibc=$(rate "${@:2}" floor=0) floor=$(rate "${@:2}" floor=1)
    fi
    echo "$floor $glibc"
done | awk '
    {
        ratio[NR] = $1 / $2
        printf "pair %2d   floor %6.1f million/s   glibc %6.1f million/s   ratio %.2f\n", NR, $1, $2, ratio[NR]
    }
    END {
        for (i = 1; i <= NR; i++) for (j = i + 1; j <= NR; j++)
            if (ratio[j] < ratio[i]) { t = ratio[i]; ratio[i] = ratio[j]; ratio[j] = t }
        median = (ratio[int((NR + 1) / 2)] + ratio[int(NR / 2) + 1]) / 2
        printf "median    ratio %.2f\n", median
        exit median < 3
    }'
