#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Whether compare finds what was made worse on purpose: a test allocator that keeps 10 % of the peak longer, and one that
# is 10 % slower per call, each against the same without the fault, in runs of 5 rounds.
#   measure/injected.sh [COMPARISONS [FOLDER [SPAN]]]   (20; results/injected; 1000)
# A comparison of both takes about 90 s. Runs stay in the folder, and existing ones are not repeated.
# To reach: each found in at least 19 of 20.
#
# A call of the second takes SPAN nanoseconds by the clock, glibc's own work within them, the slow one's a tenth more.
# glibc's work alone would not do on a shared machine: it is now 1.0, now 0.7 and now 0.4 times as fast, for seconds.
set -euo pipefail
cd "$(dirname "$0")/.."
comparisons=${1:-20} kept=${2:-results/injected} span=${3:-1000}
mkdir -p "$kept"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
library="$kept/libtest.so"

# NAME, the fault, --, the load. The library lies in the same place whatever its fault, so that rows have the same name.
run() {
    local name=$1 fault=()
    [[ ! -d $kept/$name ]] || return 0
    shift
    while [[ $1 != -- ]]; do
        fault+=("$1")
        shift
    done
    cc -O2 -fPIC -shared -Wall -Wextra -Werror -fno-builtin "${fault[@]}" measure/injected/allocator.c -o "$work/new.so"
    mv "$work/new.so" "$library"
    java -jar benchmarks.jar "${@:2}" --scenarios measure/injected/small.toml --out "$work/runs" -f 5 \
        -p allocator="$library" >"$work/output" 2>&1 || { tail -5 "$work/output" >&2; exit 2; }
    mv "$work/runs"/* "$kept/$name"
}

# Prints the row; true where compare says worse.
found() {
    local code=0 line
    java -jar benchmarks.jar compare "$kept/$1-base" "$kept/$1-new" --metric "$2" -rf csv >"$work/table" || code=$?
    ((code < 2)) || exit 2
    line=$(awk -F, 'NR == 2 { printf "%s %.4g -> %.4g %s, p %.3f, %s", $5, $7, $9, $6, $15, $20 }' "$work/table")
    echo "$1: $line"
    ((code == 1))
}

burst=('^ebb.load.Burst.burst$' -p scenario=small)
calls=('^ebb.load.Interleaved.replace$' -p sizes=small -p blocks=1000 -w 250ms -r 300ms)
keeps=0 slow=0
for ((comparison = 1; comparison <= comparisons; comparison++)); do
    run "keeps-$comparison-base" -DTRIM=1 -- "${burst[@]}"
    run "keeps-$comparison-new" -DTRIM=1 -DKEEP=10 -- "${burst[@]}"
    found "keeps-$comparison" rss.retained && keeps=$((keeps + 1))

    run "slow-$comparison-base" -DSPAN="$span" -- "${calls[@]}"
    run "slow-$comparison-new" -DSPAN=$((span + span / 10)) -- "${calls[@]}"
    found "slow-$comparison" score && slow=$((slow + 1))
done
echo "found: keeps 10 % of the peak $keeps of $comparisons, 10 % slower per call $slow of $comparisons"
((keeps * 20 >= comparisons * 19 && slow * 20 >= comparisons * 19))
