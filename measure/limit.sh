#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Whether the smallest limit that the command limit finds for a burst, less the JVM's share, is that of the same burst
# without a JVM, or of the real service on Tokio, less what they have before their burst, found in a cgroup of its own as
# docs/limit.md says: halving between a third of the peak and what is above it, then climbing.
#   measure/limit.sh burst|all|tokio [FORKS [ALLOCATOR...]]   (3; glibc jemalloc mimalloc3, for tokio tcmalloc tbbmalloc
#                                                              too; about 7 min an allocator, for all 5)
# burst and tokio: the scenario quick, of which forks need limits that differ by some per cent. all: a burst of the same
# blocks, each live at the peak: what its forks need hardly differs, so that little but the JVM's share can.
# To reach: within 2 % without a JVM, within 8 % on Tokio. Needs root and version 1 of memory cgroups; for tokio cargo, too.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=measure/preload.sh
source measure/preload.sh
kind=${1:-}
forks=${2:-3}
allocators=("${@:3}")
confirmations=5 # LimitSearch's
scenario=(-p scenario=quick)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
case $kind in
    burst)
        bound=2
        command=(native-shims/target/cmake/ebb-burst events=350 permits=50 hold_min_us=200000 hold_max_us=400000
            churn_per_hour=7200 idle=0.2)
        ((${#allocators[@]})) || allocators=(glibc jemalloc mimalloc3)
        ;;
    all)
        bound=2
        command=(native-shims/target/cmake/ebb-burst events=40 permits=40 tokens_fixed=1 hold_min_us=3000000
            hold_max_us=3000000 churn_per_hour=7200 idle=0.2)
        cat >"$work/all.toml" <<'END'
[[scenario]]
name = "all"
like = "quick"
events = 40
permits = 40
fixed-tokens = true
hold-min-ms = 3000
hold-max-ms = 3000
END
        scenario=(--scenarios "$work/all.toml" -p scenario=all)
        ((${#allocators[@]})) || allocators=(glibc jemalloc mimalloc3)
        ;;
    tokio)
        bound=8
        # shellcheck source=measure/service/build.sh
        source measure/service/build.sh
        command=("$service_program" idle=0)
        ((${#allocators[@]})) || allocators=(glibc jemalloc mimalloc3 tcmalloc tbbmalloc)
        ;;
    *) echo "measure/limit.sh burst, measure/limit.sh all or measure/limit.sh tokio" >&2; exit 2 ;;
esac
own=/sys/fs/cgroup/memory$(sed -n 's/^[0-9]*:memory://p' /proc/self/cgroup)
group=$own/ebb-control-$$
mkdir "$group"
trap 'rmdir "$group"; rm -rf "$work"' EXIT

# The lines of one run of it in the cgroup as it is.
run() {
    # shellcheck disable=SC2016
    LD_PRELOAD=$(preload "$1") sh -c 'echo $$ >"$0" && exec "$@"' "$group/cgroup.procs" "${command[@]}" 2>/dev/null
}

# MiB of one of its lines.
field() {
    awk -F= -v name="$1" '$1 == name { printf "%.1f\n", $2 / 1048576 }' "$work/lines"
}

# From a limit to the next above it: 4 MiB, from 800 MiB on 8, and so on, as Grid has them.
step() {
    local step=4
    while ((step * 200 <= $1)); do step=$((step * 2)); done
    echo "$step"
}

# The largest limit of the grid that is not above it.
down() {
    echo $(($1 - $1 % $(step "$1")))
}

# How many forks survived so many MiB or less.
survivors() {
    local mib sum=0
    for mib in "${!survived[@]}"; do ((mib > $1)) || sum=$((sum + survived[mib])); done
    echo "$sum"
}

# survives ALLOCATOR MIB OWN ALL: whether OWN forks survive this limit, and ALL it or less, before one of its own is killed.
survives() {
    echo $(($2 << 20)) >"$group/memory.limit_in_bytes" || exit 2
    while ((${survived[$2]:-0} < $3 || $(survivors "$2") < $4)); do
        run "$1" >/dev/null || return 1
        survived[$2]=$((${survived[$2]:-0} + 1))
    done
}

# The smallest limit in MiB, and the anonymous memory before the burst.
control() {
    echo -1 >"$group/memory.limit_in_bytes"
    run "$1" >"$work/lines"
    local low high base middle peak survived=()
    peak=$(field rss_peak)
    peak=${peak%.*}
    base=$(field rss_base_anon)
    low=$(down $((peak / 3)))
    high=$(down $((peak * 105 / 100)))
    while ((high - low > $(step "$low"))); do
        middle=$(down $(((low + high) / 2)))
        ((middle > low)) || middle=$((low + $(step "$low")))
        if survives "$1" "$middle" "$forks" 0; then high=$middle; else low=$middle; fi
    done
    until survives "$1" "$high" "$forks" $((confirmations * forks)); do
        high=$((high + $(step "$high")))
    done
    echo "$high $base"
}

missed=0
for allocator in "${allocators[@]}"; do
    read -r smallest base < <(control "$allocator")
    java -jar benchmarks.jar --out "$work/runs" limit -f "$forks" -p allocator="$allocator" \
        "${scenario[@]}" >"$work/output" 2>&1 ||
        { tail -5 "$work/output" >&2; exit 1; }
    above=$(sed -n '/"limit.above" : {/{n;s/.*"score" : \(.*\),/\1/p}' "$(find "$work/runs" -maxdepth 2 -name result.json)")
    rm -rf "$work/runs"
    awk -v name="$allocator" -v kind="$kind" -v smallest="$smallest" -v base="$base" -v above="$above" -v bound="$bound" 'BEGIN {
        own = smallest - base
        off = 100 * (above / own - 1)
        ok = off <= bound && off >= -bound
        printf "%-10s %s: %.0f MiB above its base; Ebb: %.0f above the JVM, %+.1f %%, %s\n", name, kind, own, above, off,
            ok ? "within" : "OUTSIDE"
        exit !ok }' || missed=$((missed + 1))
done
echo "$missed of ${#allocators[@]} outside of $bound %"
exit $((missed > 0))
