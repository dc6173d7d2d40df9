#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What --no-worse says of runs of 10 forks: with nothing changed between them, at a limit of twice the machine's noise, and
# where 10 % was made worse: waits are an eighth longer, which makes the burst about a tenth longer, and one block in 140
# stays, which holds the pages of about a tenth of the peak (with one in 80 two forks kept 22 %). The burst is long, and
# mostly waits: a shorter one differed by 7 % between runs with nothing changed, so that twice its noise hid 10 %.
#   measure/no-worse.sh [COMPARISONS [FOLDER]]   (30; results/no-worse)
# Runs, one after the other: 8 for the noise file, then one more than there are comparisons, each compared with the one
# before it, and one that is worse for each of these: about 45 min on two cores. Runs stay in the folder, and existing
# ones are not repeated.
# To reach: 'worse' never, and 'no worse' in at least 19 of 20, with nothing changed; 57 of 60 found of what was made worse.
set -euo pipefail
cd "$(dirname "$0")/.."
comparisons=${1:-30} kept=${2:-results/no-worse}
for_noise=8
read -ra java <<<"java ${EBB_JAVA:-} -jar benchmarks.jar" # EBB_JAVA=-Djmh.ignoreLock=true beside another run
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$kept"

# NAME HOLD-MIN HOLD-MAX SURVIVORS
run() {
    [[ ! -d $kept/$1 ]] || return 0
    cat >"$work/short.toml" <<END
[[scenario]]
name = "short"
like = "quick"
events = 60
permits = 30
hold-min-ms = $2
hold-max-ms = $3
survivors = $4
idle = 3
END
    "${java[@]}" '^ebb.load.Burst.burst$' --out "$work/runs" -f 10 --lanes 4 --scenarios "$work/short.toml" \
        -p allocator=glibc-trim1s -p scenario=short >"$work/output" 2>&1 || { tail -5 "$work/output" >&2; exit 2; }
    mv "$work/runs"/* "$kept/$1"
}

name() {
    printf '%s%02d' "$1" "$2"
}

# BASE NEW: adds the verdicts to a file, a line each.
compare() {
    local code=0
    "${java[@]}" compare "$kept/$1" "$kept/$2" --no-worse own --noise "$work/noise.json" \
        --metric burst.makespan,rss.retained -rf csv >"$work/table" || code=$?
    ((code != 2)) || exit 2
    awk -F, -v pair="$1 $2" '
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        { print pair, $column["metric"], $column["base"], $column["new"], $column["p"], $column["verdict"] }
    ' "$work/table" >>"$work/$3"
}

count() {
    grep -c " $2\$" "$work/$1" || true
}

# TEXT REACHED CONDITION
say() {
    local answer=pass
    (($3)) || answer=FAIL
    [[ $answer == pass ]] || failed=1
    echo "$answer: $1: $2"
}

last=$((for_noise + comparisons))
noise=()
for ((i = 0; i <= last; i++)); do
    run "$(name same- "$i")" 300 360 0
    ((i >= for_noise)) || noise+=("$kept/$(name same- "$i")")
    ((i <= for_noise)) || run "$(name worse- "$i")" 337 405 0.007
done
"${java[@]}" noise "${noise[@]}" --to "$work/noise.json"
for ((i = for_noise; i < last; i++)); do
    compare "$(name same- "$i")" "$(name same- $((i + 1)))" same
    compare "$(name same- "$i")" "$(name worse- $((i + 1)))" changed
done
failed=0 all=$((2 * comparisons))
grep -v ' no-worse$' "$work/same" | sed 's/^/  nothing changed: /' || true
grep -v ' worse$' "$work/changed" | sed 's/^/  made worse: /' || true
say "nothing changed, called worse" "$(count same worse) of $all" "$(count same worse) == 0"
say "nothing changed, no worse" "$(count same no-worse) of $all" "$(count same no-worse) * 20 >= $all * 19"
say "10 % made worse, found" "$(count changed worse) of $all" "$(count changed worse) * 60 >= $all * 57"
exit "$failed"
