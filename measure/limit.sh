#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What the JVM around a load changes about its smallest memory limit: that of the burst of scenario quick by the command
# limit, less the JVM's share, and that of the same burst without a JVM, less its RSS before, by the same bisection.
#   measure/limit.sh [FORKS] [ALLOCATOR...]   (3; glibc jemalloc mimalloc3; about 4 min an allocator)
# To reach: within 2 % of each other. Needs root and version 1 of memory cgroups.
set -euo pipefail
cd "$(dirname "$0")/.."
forks=${1:-3}
allocators=("${@:2}")
((${#allocators[@]})) || allocators=(glibc jemalloc mimalloc3)
program=native-shims/target/cmake/ebb-burst
own=/sys/fs/cgroup/memory$(sed -n 's/^[0-9]*:memory://p' /proc/self/cgroup)
group=$own/ebb-control-$$
work=$(mktemp -d)
mkdir "$group"
trap 'rmdir "$group"; rm -rf "$work"' EXIT

# shellcheck source=measure/preload.sh
source measure/preload.sh

# MiB of a field of the burst without a JVM, in the cgroup as it is.
burst() {
    # shellcheck disable=SC2016
    LD_PRELOAD=$(preload "$1") sh -c 'echo $$ >"$0" && exec "$@"' "$group/cgroup.procs" "$program" events=350 permits=50 \
        hold_min_us=200000 hold_max_us=400000 churn_per_hour=7200 idle=0.2 2>/dev/null
}

field() {
    awk -F= -v name="$1" '$1 == name { printf "%d\n", $2 / 1048576 }'
}

# Whether each of the forks survives so many MiB.
survives() {
    for ((fork = 1; fork <= forks; fork++)); do
        echo $(($2 << 20)) >"$group/memory.limit_in_bytes"
        burst "$1" >/dev/null || return 1
    done
}

# The smallest limit in MiB, and RSS before the burst.
control() {
    echo -1 >"$group/memory.limit_in_bytes"
    burst "$1" >"$work/burst"
    local low high base
    low=$(field live_peak_bytes <"$work/burst")
    high=$(field rss_peak <"$work/burst")
    base=$(field rss_base <"$work/burst")
    until survives "$1" "$high"; do
        low=$high
        high=$((high * 103 / 100))
    done
    while ((high - low > 8 && (high - low) * 50 > high)); do
        middle=$(((low + high) / 2))
        if survives "$1" "$middle"; then high=$middle; else low=$middle; fi
    done
    echo "$high $base"
}

for allocator in "${allocators[@]}"; do
    preload "$allocator" >/dev/null
    read -r smallest base < <(control "$allocator")
    java -jar benchmarks.jar --out "$work/runs" limit -f "$forks" -p allocator="$allocator" >"$work/output" 2>&1 ||
        { tail -5 "$work/output" >&2; exit 1; }
    above=$(sed -n '/"limit.above" : {/{n;s/.*"score" : \(.*\),/\1/p}' "$(find "$work/runs" -maxdepth 2 -name result.json)")
    rm -rf "$work/runs"
    echo "$allocator $smallest $base $above" |
        awk '{ without = $2 - $3
            printf "%s: %d MiB above the base without a JVM, %.0f above the JVM, %+.1f %%\n",
                $1, without, $4, 100 * ($4 / without - 1) }'
done
