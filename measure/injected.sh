#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Whether compare finds what was made worse on purpose: a test allocator that keeps 10 % of the peak longer, and one that
# is 10 % slower per call, each against the same without the fault, in runs of 5 rounds.
#   measure/injected.sh [COMPARISONS [SPIN]]   (20; 600; about 90 s a comparison of both)
# To reach: each found in at least 19 of 20. The runs stay in results/injected.
#
# A call of the second takes SPIN dependent additions on top of glibc's work, the slow one's a tenth more of both: long
# beside the cache misses of glibc itself, whose share of the noise of a shared machine would else be all there is to see.
set -euo pipefail
cd "$(dirname "$0")/.."
comparisons=${1:-20} spin=${2:-600}
# Additions that glibc's own work on a call is about as long as.
own=30
kept=results/injected/$(date +%Y%m%d-%H%M%S)
mkdir -p "$kept"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
library="$work/libtest.so"

# The library of a run lies in the same place whatever its fault, so that rows have the same name.
build() {
    cc -O2 -fPIC -shared -Wall -Wextra -Werror -fno-builtin "$@" measure/injected/allocator.c -o "$work/new.so"
    mv "$work/new.so" "$library"
}

run() {
    java -jar benchmarks.jar "${@:2}" --scenarios measure/injected/small.toml --out "$work/runs" -f 5 \
        -p allocator="$library" >"$work/output" 2>&1 || { tail -5 "$work/output" >&2; exit 2; }
    mv "$work/runs"/* "$kept/$1"
}

# Prints the row; true where compare says worse.
found() {
    local code=0 line
    java -jar benchmarks.jar compare "$kept/$1-base" "$kept/$1-new" --metric "$2" -rf csv >"$work/table" || code=$?
    ((code < 2)) || exit 2
    line=$(awk -F, 'NR == 2 { printf "%s %.1f -> %.1f %s, p %.3f, %s", $5, $7, $9, $6, $15, $NF }' "$work/table")
    echo "$1: $line"
    ((code == 1))
}

keeps=0 slow=0
for ((comparison = 1; comparison <= comparisons; comparison++)); do
    name=keeps-$comparison
    build -DTRIM=1
    run "$name-base" '^ebb.load.Burst.burst$' -p scenario=small
    build -DTRIM=1 -DKEEP=10
    run "$name-new" '^ebb.load.Burst.burst$' -p scenario=small
    found "$name" rss.retained && keeps=$((keeps + 1))

    name=slow-$comparison
    build -DSPIN="$spin"
    run "$name-base" '^ebb.load.Interleaved.replace$' -p sizes=small -p blocks=1000 -w 250ms -r 300ms
    build -DSPIN=$((spin + (spin + own) / 10))
    run "$name-new" '^ebb.load.Interleaved.replace$' -p sizes=small -p blocks=1000 -w 250ms -r 300ms
    found "$name" score && slow=$((slow + 1))
done
echo "runs in $kept; found: keeps 10 % of the peak $keeps of $comparisons, 10 % slower per call $slow of $comparisons"
((keeps * 20 >= comparisons * 19 && slow * 20 >= comparisons * 19))
