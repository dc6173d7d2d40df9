#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Ebb's load beside the real service: the same burst on Tokio with an HTTP health check on hyper, and in a JMH fork, in
# alternation, under the entries of the catalog, health checks on, the ladder after them.
#   measure/service.sh [PAIRS [ALLOCATOR...]]      (5; all available; about 80 s a pair and allocator)
# To reach: the medians of what is retained within 8 points of the peak, and each rung that both can tell within 10 % of
# it. A rung can be told where it gives back 2 % of the peak or more on either side.
# Needs cargo and jq; Tokio and hyper are Debian's packages (measure/service/build.sh).
set -euo pipefail
cd "$(dirname "$0")/.."
command -v jq >/dev/null || { echo "jq is missing: apt install jq" >&2; exit 1; }
# shellcheck source=measure/service/build.sh
source measure/service/build.sh
pairs=${1:-5}
allocators=("${@:2}")
catalog=benchmarks/src/main/resources/ebb/allocators.toml
shim=$(echo "$PWD"/native-shims/target/classes/linux-*/libebb.so)
bundle=$(echo "$PWD"/native-shims/target/classes/ebb/bundle/*)
work=$(mktemp -d)
if ((${#allocators[@]} == 0)); then
    mapfile -t allocators < <(sed -n 's/^id = "\(.*\)"/\1/p' "$catalog")
fi

# What the entry has in the catalog: seconds between two calls of the release, 0 where nobody calls it.
release_interval() {
    awk -F' = ' -v id="\"$1\"" '$1 == "id" { mine = $2 == id } mine && $1 == "release-interval" { found = $2 }
        END { print found + 0 }' "$catalog"
}

# ALLOCATOR PAIR: MiB by their names, of a fork.
ebb() {
    local run=$work/ebb-$1-$2
    java -jar benchmarks.jar --out "$run" '^ebb.load.Burst.burst$' -p allocator="$1" -p scenario=quick -f 1 \
        -prof rss:why=true >"$run.log" 2>&1 || { tail -5 "$run.log" >&2; exit 1; }
    jq -r '.[0].secondaryMetrics | to_entries[] | select(.key | test("^(rss.(base|peak|idle)|why.[a-z]+)$")) |
        "\(.key) \(.value.score)"' "$run"/*/result.json | grep -v NaN
    cp "$run"/*/environment.json "$work/$1.json"
}

# Likewise of the service, in the environment that the fork had.
service() {
    local library paths= settings=()
    while read -r library; do
        case $library in
            */libc.so.6) ;;
            /*) paths+=$library: ;;
            *) paths+=$bundle/$library: ;;
        esac
    done < <(jq -r '.allocators[0].libraries[]' "$work/$1.json")
    mapfile -t settings < <(jq -r '.allocators[0].settings | to_entries[] | "\(.key)=\(.value)"' "$work/$1.json")
    env "${settings[@]}" LD_PRELOAD="$paths$shim" "$service_program" idle=15 why=1 \
        release_interval=$((1000 * $(release_interval "$1"))) |
        awk -F= '/^(rss|why)/ { sub(/^rss_/, "rss."); printf "%s %.3f\n", $1, $2 / 1048576 }'
}

# Of the pairs that were measured whole, when the last has ended or Ctrl-C ends it before.
summary() {
    sort --stable --key=1,1 "$work/rows" | awk '
    function median(values, count,    i, j, t) {
        for (i = 1; i <= count; i++) for (j = i + 1; j <= count; j++)
            if (values[j] < values[i]) { t = values[i]; values[i] = values[j]; values[j] = t }
        return (values[int((count + 1) / 2)] + values[int(count / 2) + 1]) / 2
    }
    # The median over the pairs of a figure as percent of its own peak; spread is the least and the most.
    function share(side, what,    pair, list, rise) {
        for (pair = 1; pair <= last; pair++) {
            rise = of[pair, side, "rss.peak"] - of[pair, side, "rss.base"]
            list[pair] = 100 * (what == "retained" ? of[pair, side, "rss.idle"] - of[pair, side, "rss.base"] \
                                                   : of[pair, side, what]) / rise
        }
        middle = median(list, last) # sorts
        spread = sprintf("%.0f to %.0f", list[1], list[last])
        return middle
    }
    function line(what, label, limit,    a, b, of_service, verdict) {
        a = share("service", what); of_service = spread
        b = share("ebb", what)
        if (limit == 10 && (a < 2 && a > -2) && (b < 2 && b > -2)) return
        verdict = b - a > limit || a - b > limit ? "MISSED" : ""
        if (verdict != "") missed++
        printf "%-20s %-9s %8.1f %8.1f %+8.1f   %-12s %-12s %s\n", name, label, a, b, b - a, of_service, spread, verdict
    }
    function summary(    i) {
        line("retained", "retained", 8)
        for (i = 1; i <= rungs; i++) line("why." rung[i], rung[i], 10)
        delete of
        fflush()
    }
    BEGIN {
        rungs = split("wait outside nudge churn owners exit", rung, " ")
        printf "%-20s %-9s %8s %8s %8s   %-12s %s\n", "% of the peak", "", "service", "Ebb", "points", "service", "Ebb"
    }
    $1 != name { if (name != "") summary(); name = $1; last = 0 }
    { of[$2, $3, $4] = $5; last = $2 }
    END { summary(); printf "%d missed\n", missed; exit missed > 0 }'
}
trap 'status=$?; summary || status=1; rm -rf "$work"; exit "$status"' EXIT
trap 'exit 130' INT

# Round by round, so that what changes on the machine meanwhile changes for all. The fork first: the service has its
# environment from there.
: >"$work/rows"
for ((pair = 1; pair <= pairs; pair++)); do
    for allocator in "${allocators[@]}"; do
        if ((pair % 2)); then
            ebb "$allocator" "$pair" | sed "s/^/$allocator $pair ebb /" >"$work/pair"
            service "$allocator" | sed "s/^/$allocator $pair service /" >>"$work/pair"
        else
            service "$allocator" | sed "s/^/$allocator $pair service /" >"$work/pair"
            ebb "$allocator" "$pair" | sed "s/^/$allocator $pair ebb /" >>"$work/pair"
        fi
        cat "$work/pair" >>"$work/rows"
        echo "$allocator: pair $pair of $pairs, $SECONDS s" >&2
    done
done
