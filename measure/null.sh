#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What the harness itself leaves resident: the scenario without events, under every allocator.
#   measure/null.sh [FORKS]          (5; about 25 s a fork)
# Prints the largest |rss.retained| over the forks of each allocator; to reach: 1 MiB.
set -euo pipefail
cd "$(dirname "$0")/.."
forks=${1:-5}
output=$(mktemp)
trap 'rm -f "$output"' EXIT
java -jar benchmarks.jar Burst -p scenario=null -f "$forks" >"$output" || { tail -5 "$output"; exit 1; }
folder=$(sed -n 's/^Run folder: //p' "$output")
for file in "$folder"/forks/*.json; do
    allocator=$(sed -n 's/.*"allocator" : "\(.*\)".*/\1/p' "$file" | head -1)
    retained=$(sed -n '/"rss.retained" : {/{n;s/.*"score" : \(.*\),/\1/p}' "$file")
    echo "$allocator $retained"
done | awk '
    { size = $2 < 0 ? -$2 : $2; forks[$1]++; if (size > most[$1]) most[$1] = size }
    END {
        for (name in most) {
            printf "%-20s %2d forks   largest |rss.retained| %6.3f MiB\n", name, forks[name], most[name]
            if (most[name] > 1) missed++
        }
        exit missed > 0
    }' | sort
