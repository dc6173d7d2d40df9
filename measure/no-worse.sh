#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What --no-worse says of 10 forks a side: with nothing changed between them, at a limit of twice the noise but no smaller
# than Ebb's own, and where it was made worse: a fifth more tasks are in flight, which needs a tenth more at the peak; one
# block in 140 stays, which holds the pages of about a twelfth of what the burst adds; and waits are an eighth longer, which
# makes the burst about a tenth longer. The sides take turns in one run, as two allocators do, so that what the machine does
# meanwhile happens to both: bursts of runs of their own, on a machine whose host gave a third of its CPU time to other guests
# now and then, differed by 9 % with nothing changed.
#   measure/no-worse.sh [COMPARISONS [FOLDER]]   (30; results/no-worse)
# Eight runs in which nothing is changed for the noise, then one for each comparison: about 65 min on two cores. Runs stay in
# the folder, and existing ones are not repeated.
# To reach: 'worse' never, and 'no worse' in at least 19 of 20, with nothing changed; 57 of 60 found of what was made worse:
# of the two figures of memory together, and, by itself, of the length, which other guests of the host change.
set -euo pipefail
cd "$(dirname "$0")/.."
comparisons=${1:-30} kept=${2:-results/no-worse}
read -ra java <<<"java ${EBB_JAVA:-} -jar benchmarks.jar" # EBB_JAVA=-Djmh.ignoreLock=true beside another run
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$kept"

# NAME PERMITS HOLD-MIN HOLD-MAX SURVIVORS
scenario() {
    cat <<END
[[scenario]]
name = "$1"
like = "quick"
events = 60
permits = $2
hold-min-ms = $3
hold-max-ms = $4
survivors = $5
idle = 3
END
}
{
    scenario short 30 300 360 0
    scenario short-again 30 300 360 0
    scenario short-worse 36 337 405 0.007
} >"$work/short.toml"

# NAME SCENARIOS
run() {
    [[ ! -d $kept/$1 ]] || return 0
    "${java[@]}" '^ebb.load.Burst.burst$' --out "$work/runs" -f 10 --lanes 4 --scenarios "$work/short.toml" \
        -p allocator=glibc-trim1s -p scenario="$2" >"$work/output" 2>&1 || { tail -5 "$work/output" >&2; exit 2; }
    mv "$work/runs"/* "$kept/$1"
}

# RUN OPTION...: the change and the verdict of each line.
compare() {
    local code=0
    "${java[@]}" compare "$kept/$1" --by scenario --base short --metric burst.makespan,rss.peak,rss.retained -rf csv "${@:2}" \
        >"$work/table" || code=$?
    ((code != 2)) || exit 2
    awk -F, -v run="$1" '
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        {
            split($column["params"], params, "scenario=short-")
            print run, params[2], $column["metric"], $column["base"], $column["new"], $column["change"], $column["verdict"]
        }
    ' "$work/table"
}

# METRIC LEAST: twice the largest change with nothing changed, of a ratio its square; at least the metric's own limit.
limit() {
    awk -v metric="$1" -v least="$2" '
        $3 == metric { shift = $6 < 0 ? -$6 : $6; if (shift > largest) largest = shift }
        END {
            twice = metric != "rss.retained" ? 100 * ((1 + largest / 100) ^ 2 - 1) : 2 * largest
            printf "%.2f\n", (twice > least ? twice : least)
        }
    ' "$work/noise"
}

# SCENARIO METRICS VERDICT
count() {
    grep -cE "^[^ ]* $1 ($2) .* $3\$" "$work/answers" || true
}

# TEXT REACHED CONDITION
say() {
    local answer=pass
    (($3)) || answer=FAIL
    [[ $answer == pass ]] || failed=1
    echo "$answer: $1: $2"
}

# WORDS METRICS COMPARISONS
judge() {
    local worse same found
    worse=$(count again "$2" worse) same=$(count again "$2" no-worse) found=$(count worse "$2" worse)
    say "$1, nothing changed, called worse" "$worse of $3" "$worse == 0"
    say "$1, nothing changed, no worse" "$same of $3" "$same * 20 >= $3 * 19"
    say "$1, 10 % made worse, found" "$found of $3" "$found * 60 >= $3 * 57"
}

for ((i = 1; i <= 8; i++)); do
    run "noise-$i" short,short-again
    compare "noise-$i" >>"$work/noise"
done
limits=()
for of in burst.makespan=5:% rss.peak=5:% rss.retained=8:MiB; do
    least=${of#*=}
    limits+=(--no-worse "${of%=*}=$(limit "${of%=*}" "${least%:*}")${least#*:}")
done
echo "Limits: ${limits[*]}"
for ((i = 1; i <= comparisons; i++)); do
    run "$(printf 'run-%02d' "$i")" short,short-again,short-worse
    compare "$(printf 'run-%02d' "$i")" "${limits[@]}" >>"$work/answers"
done
failed=0
grep ' again ' "$work/answers" | grep -v ' no-worse$' | sed 's/^/  nothing changed: /' || true
grep '^[^ ]* worse ' "$work/answers" | grep -v ' worse$' | sed 's/^/  made worse: /' || true
judge "peak and retained" 'rss.peak|rss.retained' $((2 * comparisons))
judge "length" burst.makespan "$comparisons"
exit "$failed"
