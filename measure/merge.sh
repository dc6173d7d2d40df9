#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# How long merge takes over generated shards in a heap of 1 GiB: each row has the score and METRICS others, as JMH writes them.
#   measure/merge.sh [SHARDS ROWS ROUNDS METRICS]   (200 1000 5 23; ROUNDS are those of each shard)
# To reach: 60 s.
set -euo pipefail
cd "$(dirname "$0")/.."
shards=${1:-200} rows=${2:-1000} rounds=${3:-5} metrics=${4:-23}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

result() {
    awk -v rows="$rows" -v rounds="$rounds" -v metrics="$metrics" '
    function metric(name, middle,    i, sum, raw, value) {
        sum = 0; raw = ""
        for (i = 1; i <= rounds; i++) {
            value = sprintf("%.6f", middle * (1 + 0.02 * (rand() - 0.5)))
            sum += value
            raw = raw (i > 1 ? ",\n" : "") "[\n" value "\n]"
        }
        printf "\"%s\": {\"score\": %.9f, \"scoreError\": %.6f, \"scoreConfidence\": [%.6f, %.6f],\n",
            name, sum / rounds, middle / 50, middle * 0.98, middle * 1.02
        printf "\"scorePercentiles\": {"
        for (i = 1; i <= 10; i++) printf "\"%s\": %.6f%s", percentile[i], middle * (1 + i / 1000), (i < 10 ? ", " : "},\n")
        printf "\"scoreUnit\": \"MiB\", \"rawData\": [%s]}", raw
    }
    BEGIN {
        split("0.0 50.0 90.0 95.0 99.0 99.9 99.99 99.999 99.9999 100.0", percentile, " ")
        printf "["
        for (row = 1; row <= rows; row++) {
            printf "%s{\"jmhVersion\": \"1.37\", \"benchmark\": \"ebb.load.Burst.burst\", \"mode\": \"ss\",\n", (row > 1 ? ",\n" : "")
            printf "\"threads\": 1, \"forks\": %d, \"jvm\": \"java\", \"jvmArgs\": [\"-Xms128m\", \"-Xmx128m\"],\n", rounds
            printf "\"jdkVersion\": \"17\", \"warmupIterations\": 0, \"warmupTime\": \"single-shot\",\n"
            printf "\"warmupBatchSize\": 1, \"measurementIterations\": 1, \"measurementTime\": \"single-shot\",\n"
            printf "\"measurementBatchSize\": 1, \"params\": {\"allocator\": \"a%d\"},\n", row
            metric("primaryMetric", 5.7)
            printf ", \"secondaryMetrics\": {"
            for (m = 1; m <= metrics; m++) {
                metric("m" m, 10 * m)
                printf "%s", (m < metrics ? ",\n" : "")
            }
            printf "}}"
        }
        print "]"
    }'
}

# rounds SHARD
rounds() {
    awk -v rows="$rows" -v rounds="$rounds" -v shards="$shards" -v shard="$1" 'BEGIN {
        its = shard
        for (i = 1; i < rounds; i++) its = its ", " shard + i * shards
        printf "["
        for (row = 1; row <= rows; row++)
            printf "%s{\"row\": {\"benchmark\": \"ebb.load.Burst.burst\", \"mode\": \"ss\", \"threads\": 1, \"params\": {\"allocator\": \"a%d\"}}, \"rounds\": [%s]}\n",
                (row > 1 ? "," : ""), row, its
        print "]"
    }'
}

# environment SHARD
environment() {
    cat <<END
{"start": "2026-01-01T00:00:00Z", "ebb": {"version": "1", "commit": "c", "jdk": "17"},
 "invocation": {"commandLine": [], "order": "rounds", "seed": 1, "forks": $((shards * rounds)), "inputs": {},
  "part": {"shard": {"number": $1, "of": $shards}, "forks": $((rows * rounds)), "plan": "p"}},
 "machine": {"id": "kind-$(($1 % 3))", "cpu": "c", "cores": 2, "memory": 1, "kernel": "6", "transparentHugePages": "madvise",
  "swap": {"total": 0, "used": 0}, "libc": "glibc 2.36"},
 "allocators": [], "conditions": {"othersBefore": 0, "othersDuring": 0, "warnings": []}, "resumed": 0}
END
}

result >"$work/result.json"
for ((shard = 1; shard <= shards; shard++)); do
    mkdir "$work/$shard"
    ln "$work/result.json" "$work/$shard/result.json"
    rounds "$shard" >"$work/$shard/rounds.json"
    environment "$shard" >"$work/$shard/environment.json"
done
echo "$shards shards of $(($(stat -c %s "$work/result.json") / 1048576)) MiB: $rows rows, $rounds rounds, $((metrics + 1)) metrics"
begin=$(date +%s%N)
java -Xmx1g -jar benchmarks.jar merge "$work"/[0-9]* -o "$work/merged" | tail -n 1 | sed "s# *: $work.*##"
echo "$((($(date +%s%N) - begin) / 1000000)) ms, result.json $(($(stat -c %s "$work/merged/result.json") / 1048576)) MiB"
