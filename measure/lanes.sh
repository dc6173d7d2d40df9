#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Whether forks that go on at the same time measure what forks one after the other do: runs of the quick verdict's burst
# and ladder with several lanes and with one, in alternation.
#   measure/lanes.sh [PAIRS [LANES [ALLOCATOR...]]]   (10; 4; glibc glibc-trim1s jemalloc-background mimalloc3 scudo)
# About 4 min a pair with these five.
# To reach: under each allocator the median with lanes lies within the range of the runs with one lane, for retained, t50,
# t90 and peak; what is closer to it than a sample (10 ms) or a printed digit (0.1 MiB) counts as within. Of ten pairs
# about one median in fifty lies outside by chance, so one of the twenty may; fewer pairs have narrower ranges. The burst's
# length and CPU time are shown beside them, without a bound.
set -euo pipefail
cd "$(dirname "$0")/.."
pairs=${1:-10} lanes=${2:-4}
allocators=("${@:3}")
((${#allocators[@]})) || allocators=(glibc glibc-trim1s jemalloc-background mimalloc3 scudo)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck disable=SC2206 # options of the JVM, in words: EBB_JAVA=-Djmh.ignoreLock=true
java=(java ${EBB_JAVA:-} -jar benchmarks.jar)

# LANES: a line for each allocator and metric: lanes, allocator, metric, value.
run() {
    local start=$SECONDS
    "${java[@]}" --out "$work/runs" '^ebb.load.Burst.burst$' -f 1 -p scenario=quick -prof rss:why=true --lanes "$1" \
        -p allocator="$(IFS=,; echo "${allocators[*]}")" -rf csv -rff "$work/result.csv" >"$work/output" 2>&1 ||
        { tail -5 "$work/output" >&2; exit 2; }
    echo "$1 lanes: $((SECONDS - start)) s" >&2
    tr -d '"' <"$work/result.csv" | awk -F, -v lanes="$1" '
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
        split($1, name, ":") == 2 { print lanes, $column["Param: allocator"], name[2], $column["Score"] }'
    rm "$work/result.csv"
}

for ((pair = 1; pair <= pairs; pair++)); do
    # Which of the two comes first changes from pair to pair.
    if ((pair % 2)); then
        run 1
        run "$lanes"
    else
        run "$lanes"
        run 1
    fi
done >"$work/values"

# The CPU time is the sum of two metrics of one fork, which stand close together.
awk '
    $3 == "cpu.sys" { sys = $4 }
    $3 == "cpu.user" { print $1, $2, "cpu", $4 + sys; next }
    { print }' "$work/values" |
    awk -v wanted="rss.retained rss.t50 rss.t90 rss.peak burst.makespan cpu" '
    function sorted(from, count,    i, j, t) {
        for (i = 1; i <= count; i++) value[i] = from[i]
        for (i = 1; i <= count; i++) for (j = i + 1; j <= count; j++)
            if (value[j] < value[i]) { t = value[i]; value[i] = value[j]; value[j] = t }
        return (value[int((count + 1) / 2)] + value[int(count / 2) + 1]) / 2
    }
    function show(allocator, metric,    key, i, count, middle, with, low, high, near, bound, ok) {
        key = allocator " " metric
        count = number["1 " key]
        for (i = 1; i <= count; i++) some[i] = all["1 " key, i]
        middle = sorted(some, count); low = value[1]; high = value[count]
        for (i = 1; i <= number["n " key]; i++) some[i] = all["n " key, i]
        with = sorted(some, number["n " key])
        near = metric ~ /rss.t/ ? 0.01 : 0.1
        bound = metric ~ /^rss/
        ok = with >= low - near && with <= high + near
        if (bound && !ok) outside++
        printf "%-20s %-14s one lane %8.2f (%.2f to %.2f)   lanes %8.2f   %s\n", allocator, metric, middle, low, high,
            with, ok ? "within" : bound ? "OUTSIDE" : "beyond"
    }
    BEGIN { metrics = split(wanted, metric, " ") }
    {
        key = ($1 == 1 ? "1 " : "n ") $2 " " $3
        all[key, ++number[key]] = $4
        if (!seen[$2]++) order[++allocators] = $2
    }
    END {
        for (a = 1; a <= allocators; a++) for (m = 1; m <= metrics; m++) show(order[a], metric[m])
        printf "%d of %d medians of retained, t50, t90 and peak lie outside what one lane measured\n", outside, 4 * allocators
        exit outside > 1
    }'
