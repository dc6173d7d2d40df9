#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What it costs to sample the RSS of a service of 16 processes every 10 ms: with processes that stay, with 20 threads in
# each, and with two of the 16 that start a process every 50 ms.
#   measure/tree.sh [SECONDS]        (10)
# To reach: at most 1 % of one core.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-10}
programs=native-shims/target/cmake
work=$(mktemp -d)
trap 'exec 3>&-; rm -rf "$work"' EXIT

# sample NAME COMMAND: the cost for the tree that the command starts.
sample() {
    mkfifo "$work/$1"
    "$programs/agent/ebb-service" sh -c "$2" <"$work/$1" &
    local service=$!
    exec 3>"$work/$1" # its end ends the service
    sleep 1
    "$programs/ebb-tree" "$service" "$seconds" | awk -F= -v name="$1" '
        { value[$1] = $2 }
        END {
            printf "%-10s %2d processes, %4d came: %.3f %% of a core, %d samples\n", name, value["processes"],
                value["came"], 100 * value["sampler_cpu"] / value["lasted"], value["samples"]
        }'
    exec 3>&-
    wait "$service" || true
}

sixteen='for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do'
sample staying "$sixteen sleep 1000 & done; exec sleep 1000"
sample threads "$sixteen $programs/ebb-burst workers=16 events=1 idle=1000 >/dev/null & done; exec sleep 1000"
sample coming "$sixteen if [ \$i -gt 2 ]; then sleep 1000 & else (while :; do sleep 0.05; done) & fi; done; exec sleep 1000"
