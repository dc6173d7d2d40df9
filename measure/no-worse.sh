#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What --no-worse says of 10 forks a side: with nothing changed between them, at a limit of twice the noise, and where 10 %
# was made worse: waits are an eighth longer, which makes the burst about a tenth longer, and one block in 140 stays, which
# holds the pages of about a tenth of the peak. The sides take turns in one run, as two allocators do, so that what the
# machine does meanwhile happens to both: between runs of their own, on a machine whose host gave a third of its CPU time to
# other guests now and then, bursts with nothing changed differed by 9 %.
#   measure/no-worse.sh [COMPARISONS [FOLDER]]   (30; results/no-worse)
# Eight runs in which nothing is changed for the noise, then one for each comparison: about 65 min on two cores. Runs stay in
# the folder, and existing ones are not repeated.
# To reach: 'worse' never, and 'no worse' in at least 19 of 20, with nothing changed; 57 of 60 found of what was made worse.
set -euo pipefail
cd "$(dirname "$0")/.."
comparisons=${1:-30} kept=${2:-results/no-worse}
read -ra java <<<"java ${EBB_JAVA:-} -jar benchmarks.jar" # EBB_JAVA=-Djmh.ignoreLock=true beside another run
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$kept"

# NAME HOLD-MIN HOLD-MAX SURVIVORS
scenario() {
    cat <<END
[[scenario]]
name = "$1"
like = "quick"
events = 60
permits = 30
hold-min-ms = $2
hold-max-ms = $3
survivors = $4
idle = 3
END
}
{
    scenario short 300 360 0
    scenario short-again 300 360 0
    scenario short-worse 337 405 0.007
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
    "${java[@]}" compare "$kept/$1" --by scenario --base short --metric burst.makespan,rss.retained -rf csv "${@:2}" \
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
            twice = metric == "burst.makespan" ? 100 * ((1 + largest / 100) ^ 2 - 1) : 2 * largest
            printf "%.2f\n", twice > least ? twice : least
        }
    ' "$work/noise"
}

# SCENARIO VERDICT
count() {
    grep -c "^[^ ]* $1 .* $2\$" "$work/answers" || true
}

# TEXT REACHED CONDITION
say() {
    local answer=pass
    (($3)) || answer=FAIL
    [[ $answer == pass ]] || failed=1
    echo "$answer: $1: $2"
}

for ((i = 1; i <= 8; i++)); do
    run "noise-$i" short,short-again
    compare "noise-$i" >>"$work/noise"
done
makespan=$(limit burst.makespan 5)% retained=$(limit rss.retained 8)MiB
echo "Limits: burst.makespan $makespan, rss.retained $retained"
for ((i = 1; i <= comparisons; i++)); do
    run "$(printf 'run-%02d' "$i")" short,short-again,short-worse
    compare "$(printf 'run-%02d' "$i")" --no-worse "burst.makespan=$makespan" --no-worse "rss.retained=$retained" \
        >>"$work/answers"
done
failed=0 all=$((2 * comparisons))
grep ' again ' "$work/answers" | grep -v ' no-worse$' | sed 's/^/  nothing changed: /' || true
grep ' worse .' "$work/answers" | grep -v ' worse$' | sed 's/^/  made worse: /' || true
say "nothing changed, called worse" "$(count again worse) of $all" "$(count again worse) == 0"
say "nothing changed, no worse" "$(count again no-worse) of $all" "$(count again no-worse) * 20 >= $all * 19"
say "10 % made worse, found" "$(count worse worse) of $all" "$(count worse worse) * 60 >= $all * 57"
exit "$failed"
