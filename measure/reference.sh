#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the whole suite once and keeps it in results/reference, with the report of it: a quick verdict, the steady loads,
# their baseline, and Interleaved with -prof latency.
#   measure/reference.sh      (about a quarter of an hour; on a quiet machine)
# Where this machine keeps its files is of no use to others: of paths only the last part is kept.
set -euo pipefail
cd "$(dirname "$0")/.."
allocators=glibc,jemalloc,mimalloc2,mimalloc3,tcmalloc,tbbmalloc,scudo
runs=target/reference
kept=results/reference
rm -rf "$runs"

run() {
    java -jar benchmarks.jar --out "$runs/$1" "${@:2}" >"$runs/$1.txt" || { tail -5 "$runs/$1.txt" >&2; exit 1; }
}

# Its part of each run folder; a fork's own files are for resuming.
keep() {
    local run
    run=$(echo "$runs/$1"/*/)
    rm -rf "${kept:?}/$1"
    mkdir -p "$kept/$1"
    for part in result.json rounds.json environment.json verdict.txt timelines latencies; do
        [[ ! -e $run$part ]] || cp -r "$run$part" "$kept/$1/"
    done
    sed -i -E 's#"/[^"]*/([^"/]+)"#"\1"#g' "$kept/$1"/*.json
}

mkdir -p "$runs"
run burst
run steady 'Interleaved|CrossThreadFree|ThreadChurn|Growth' -f 1 -p allocator="$allocators"
run baseline Baseline -f 1
run latency Interleaved -f 1 -p allocator="$allocators" -p blocks=1000 -prof latency
for part in burst steady baseline latency; do
    keep "$part"
done
java -jar benchmarks.jar report "$kept/burst" "$kept/steady" "$kept/latency" -o "$kept/report.html" --svg "$runs/figures"
cp "$runs/figures/timelines-0.svg" docs/timelines.svg
