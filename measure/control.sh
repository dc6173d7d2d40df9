#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What the JVM around a load changes: Interleaved and the burst of scenario quick in a JMH fork, and the same without a
# JVM under LD_PRELOAD of the bundled library, in alternation.
#   measure/control.sh [PAIRS] [ALLOCATOR...]   (5; glibc jemalloc mimalloc2; about 80 s a pair and allocator)
# To reach: throughput in the JVM at least 0.97 of the control's, the burst's peak less base within 5 %, and the retained
# ratio within 5 points.
set -euo pipefail
cd "$(dirname "$0")/.."
pairs=${1:-5}
allocators=("${@:2}")
((${#allocators[@]})) || allocators=(glibc jemalloc mimalloc2)
programs=native-shims/target/cmake
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# shellcheck source=measure/preload.sh
source measure/preload.sh

# Millions of pairs a second.
control_kernel() {
    LD_PRELOAD=$(preload "$1") "$programs/ebb-kernel" kernel=interleaved sizes=small blocks=1000 threads=1 warmup=2 \
        seconds=5 | awk -F= '$1 == "rate" { printf "%.4f\n", $2 / 1e6 }'
}

# MiB of the peak less base, and the retained ratio in percent; the fields are those of scenario quick.
control_burst() {
    LD_PRELOAD=$(preload "$1") "$programs/ebb-burst" events=350 permits=50 hold_min_us=200000 hold_max_us=400000 \
        churn_per_hour=7200 idle=15 | awk -F= '
        { value[$1] = $2 }
        END {
            peak = value["rss_peak"] - value["rss_base"]
            printf "%.3f %.3f\n", peak / 1048576, 100 * (value["rss_idle"] - value["rss_base"]) / peak
        }'
}

fork() {
    java -jar benchmarks.jar --out "$work/runs" "$@" -f 1 -rf json -rff "$work/result.json" >"$work/output" 2>&1 ||
        { tail -5 "$work/output" >&2; exit 1; }
}

score() {
    sed -n "/\"$1\" : {/{n;s/.*\"score\" : \(.*\),/\1/p}" "$work/result.json"
}

jvm_kernel() {
    fork '^ebb.load.Interleaved.replace$' -p allocator="$1" -p sizes=small -p blocks=1000 -wi 2 -w 1s -i 5 -r 1s
    score primaryMetric
}

jvm_burst() {
    fork '^ebb.load.Burst.burst$' -p allocator="$1" -p scenario=quick
    echo "$(score rss.peak) $(score rss.base) $(score rss.retained.ratio)" | awk '{ print $1 - $2, $3 }'
}

for allocator in "${allocators[@]}"; do
    preload "$allocator" >/dev/null
    for ((pair = 1; pair <= pairs; pair++)); do
        # Which of the two comes first changes from pair to pair.
        if ((pair % 2)); then
            jvm="$(jvm_kernel "$allocator") $(jvm_burst "$allocator")"
            control="$(control_kernel "$allocator") $(control_burst "$allocator")"
        else
            control="$(control_kernel "$allocator") $(control_burst "$allocator")"
            jvm="$(jvm_kernel "$allocator") $(jvm_burst "$allocator")"
        fi
        echo "$allocator $pair $jvm $control"
    done
done | awk '
    function median(values, count,    i, j, t) {
        for (i = 1; i <= count; i++) for (j = i + 1; j <= count; j++)
            if (values[j] < values[i]) { t = values[i]; values[i] = values[j]; values[j] = t }
        return (values[int((count + 1) / 2)] + values[int(count / 2) + 1]) / 2
    }
    function summary() {
        printf "%-10s median   throughput %.3f   peak %.3f   retained %+.1f points\n", name,
            median(rate, count), median(peak, count), median(retained, count)
    }
    $1 != name { if (count) summary(); name = $1; count = 0 }
    {
        count++; rate[count] = $3 / $6; peak[count] = $4 / $7; retained[count] = $5 - $8
        printf "%-10s pair %2d  throughput %.3f (%.2f, %.2f M/s)   peak %.3f (%.1f, %.1f MiB)   ", $1, $2,
            rate[count], $3, $6, peak[count], $4, $7
        printf "retained %+.1f points (%.1f, %.1f %%)\n", retained[count], $5, $8
        fflush()
    }
    END { if (count) summary() }'
