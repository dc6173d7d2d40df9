#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# How often compare finds a regression where nothing has changed: A/A comparisons of two runs of 5 rounds each, one after
# the other.
#   measure/false-alarms.sh [COMPARISONS [ALLOCATOR...]]   (20; glibc jemalloc; about 3 min a comparison)
# To reach: at most 1 false regression in all rows of 20 comparisons together. A noise file of this machine in
# results/noise is used where it is there.
set -euo pipefail
cd "$(dirname "$0")/.."
comparisons=${1:-20}
allocators=("${@:2}")
((${#allocators[@]})) || allocators=(glibc jemalloc)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

run() {
    java -jar benchmarks.jar '^ebb.load.Burst.burst$' '^ebb.load.Interleaved.replace$' --out "$work/runs" -f 5 \
        --scenarios measure/injected/small.toml -p allocator="$(IFS=,; echo "${allocators[*]}")" -p scenario=small \
        -p sizes=small -p blocks=1000 -wi 1 -w 500ms -i 3 -r 500ms >"$work/output" 2>&1 ||
        { tail -5 "$work/output" >&2; exit 2; }
    mv "$work/runs"/* "$work/$1"
}

worse=0 judged=0
for ((comparison = 1; comparison <= comparisons; comparison++)); do
    run base
    run new
    code=0
    java -jar benchmarks.jar compare "$work/base" "$work/new" -rf csv >"$work/table" || code=$?
    ((code < 2)) || exit 2
    awk -F, -v comparison="$comparison" '
        $NF == "worse" { printf "comparison %d: %s %s %s -> %s %s, p %.3f\n", comparison, $4, $5, $7, $9, $6, $15 }
    ' "$work/table"
    worse=$((worse + $(grep -c ',worse$' "$work/table" || true)))
    judged=$((judged + $(grep -cE ',(worse|better|same)$' "$work/table" || true)))
    rm -rf "$work/base" "$work/new"
done
echo "false regressions: $worse in $comparisons comparisons of $judged rows and metrics in all"
((worse * 20 <= comparisons))
