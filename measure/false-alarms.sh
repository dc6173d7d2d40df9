#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# How often compare finds a regression where nothing has changed. Runs of 5 rounds, one after the other: 8 for a noise
# file, then one more than there are comparisons, each compared with the one before it.
#   measure/false-alarms.sh [COMPARISONS [FOLDER [ALLOCATOR...]]]   (20; results/false-alarms; glibc jemalloc)
# A run takes about 80 s. Runs stay in the folder, and existing ones are not repeated.
# To reach: at most 1 false regression in all rows of 20 comparisons together.
set -euo pipefail
cd "$(dirname "$0")/.."
comparisons=${1:-20}
kept=${2:-results/false-alarms}
allocators=("${@:3}")
((${#allocators[@]})) || allocators=(glibc jemalloc)
for_noise=8
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$kept"

run() {
    [[ ! -d $kept/$1 ]] || return 0
    java -jar benchmarks.jar '^ebb.load.Burst.burst$' '^ebb.load.Interleaved.replace$' --out "$work/runs" -f 5 \
        --scenarios measure/injected/small.toml -p allocator="$(IFS=,; echo "${allocators[*]}")" -p scenario=small \
        -p sizes=small -p blocks=1000 -w 250ms -r 300ms >"$work/output" 2>&1 ||
        { tail -5 "$work/output" >&2; exit 2; }
    mv "$work/runs"/* "$kept/$1"
}

name() {
    printf '%02d' "$1"
}

# Compares runs, the one given first with the next and so on; prints what is worse and counts.
chain() {
    local worse=0 judged=0 i code base new
    for ((i = $1; i < $2; i++)); do
        base=$(name "$i") new=$(name $((i + 1))) code=0
        java -jar benchmarks.jar compare "$kept/$base" "$kept/$new" "${@:4}" -rf csv >"$work/table" || code=$?
        ((code < 2)) || exit 2
        awk -F, -v new="$new" '
            $20 == "worse" { printf "  run %s: %s %s %s -> %s %s, p %.3f\n", new, $4, $5, $7, $9, $6, $15 }
        ' "$work/table"
        worse=$((worse + $(awk -F, '$20 == "worse"' "$work/table" | wc -l)))
        judged=$((judged + $(awk -F, '$20 ~ /^(worse|better|same)$/' "$work/table" | wc -l)))
    done
    echo "$3: $worse false regressions in $(($2 - $1)) comparisons of $judged rows and metrics in all"
    return "$((worse * 20 > $2 - $1))"
}

last=$((for_noise + comparisons))
noise=()
for ((i = 0; i <= last; i++)); do
    run "$(name "$i")"
    ((i >= for_noise)) || noise+=("$kept/$(name "$i")")
done
java -jar benchmarks.jar noise "${noise[@]}" --to "$work/noise.json"
chain "$for_noise" "$last" "With Ebb's own limits" || true
chain "$for_noise" "$last" "With the noise file of the first $for_noise runs" --noise "$work/noise.json"
