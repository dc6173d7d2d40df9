#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Whether the smallest limit that the command limit finds for the burst of scenario quick, less the JVM's share, is that of
# the same burst without a JVM, or of the real service on Tokio, less what they have before their burst, found by bisection
# too, between a third of the peak and all of it, in a cgroup of its own.
#   measure/limit.sh burst|tokio [FORKS [ALLOCATOR...]]   (3; glibc jemalloc mimalloc3, for tokio tcmalloc tbbmalloc too;
#                                                          about 5 min an allocator)
# To reach: within 2 % without a JVM, within 8 % on Tokio. Needs root and version 1 of memory cgroups; for tokio cargo, too.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=measure/preload.sh
source measure/preload.sh
kind=${1:-}
forks=${2:-3}
allocators=("${@:3}")
case $kind in
    burst)
        bound=2
        command=(native-shims/target/cmake/ebb-burst events=350 permits=50 hold_min_us=200000 hold_max_us=400000
            churn_per_hour=7200 idle=0.2)
        ((${#allocators[@]})) || allocators=(glibc jemalloc mimalloc3)
        ;;
    tokio)
        bound=8
        # shellcheck source=measure/service/build.sh
        source measure/service/build.sh
        command=("$service_program" idle=0)
        ((${#allocators[@]})) || allocators=(glibc jemalloc mimalloc3 tcmalloc tbbmalloc)
        ;;
    *) echo "measure/limit.sh burst or measure/limit.sh tokio" >&2; exit 2 ;;
esac
own=/sys/fs/cgroup/memory$(sed -n 's/^[0-9]*:memory://p' /proc/self/cgroup)
group=$own/ebb-control-$$
work=$(mktemp -d)
mkdir "$group"
trap 'rmdir "$group"; rm -rf "$work"' EXIT

# The lines of one run of it in the cgroup as it is.
run() {
    # shellcheck disable=SC2016
    LD_PRELOAD=$(preload "$1") sh -c 'echo $$ >"$0" && exec "$@"' "$group/cgroup.procs" "${command[@]}" 2>/dev/null
}

# MiB of one of its lines.
field() {
    awk -F= -v name="$1" '$1 == name { printf "%d\n", $2 / 1048576 }' "$work/lines"
}

# Whether each of the forks survives so many MiB.
survives() {
    local fork
    echo $(($2 << 20)) >"$group/memory.limit_in_bytes" || exit 2
    for ((fork = 1; fork <= forks; fork++)); do
        run "$1" >/dev/null || return 1
    done
}

# The smallest limit in MiB, and the anonymous memory before the burst.
control() {
    echo -1 >"$group/memory.limit_in_bytes"
    run "$1" >"$work/lines"
    local low high base middle
    high=$(field rss_peak)
    base=$(field rss_base_anon)
    low=$((high / 3))
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

missed=0
for allocator in "${allocators[@]}"; do
    read -r smallest base < <(control "$allocator")
    java -jar benchmarks.jar --out "$work/runs" limit -f "$forks" -p allocator="$allocator" >"$work/output" 2>&1 ||
        { tail -5 "$work/output" >&2; exit 1; }
    above=$(sed -n '/"limit.above" : {/{n;s/.*"score" : \(.*\),/\1/p}' "$(find "$work/runs" -maxdepth 2 -name result.json)")
    rm -rf "$work/runs"
    awk -v name="$allocator" -v kind="$kind" -v own="$((smallest - base))" -v above="$above" -v bound="$bound" 'BEGIN {
        off = 100 * (above / own - 1)
        ok = off <= bound && off >= -bound
        printf "%-10s %s: %d MiB above its base; Ebb: %.0f above the JVM, %+.1f %%, %s\n", name, kind, own, above, off,
            ok ? "within" : "OUTSIDE"
        exit !ok }' || missed=$((missed + 1))
done
echo "$missed of ${#allocators[@]} outside of $bound %"
exit $((missed > 0))
