#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What a health check asks of malloc in the real service: GET /health with hyper 0.14 on Tokio 1.24, counted by a preload
# after a burst, each after two others.
#   measure/health.sh
# Prints the requests in their order, each with the thread and the block's number, for a check on a connection of its
# own, as the kubelet's probes have it, and for one on a connection that is kept. native-shims/src/service/check.c does
# the first:
#
#   thread 1  malloc  592   block 1        thread 1  malloc 8192   block 11
#   thread 1  malloc 8192   block 2        thread 1  free          block 6
#   thread 1  malloc  288   block 3        thread 1  free          block 10
#   thread 1  malloc   48   block 4        thread 1  free          block 5
#   thread 1  malloc 8192   block 5        thread 1  free          block 7
#   thread 1  malloc    7   block 6        thread 1  free          block 9
#   thread 1  malloc   40   block 7        thread 1  malloc  320   block 12
#   thread 1  malloc   16   block 8        thread 1  free          block 11
#   thread 1  malloc  312   block 9        thread 1  free          block 2
#   thread 1  malloc   32   block 10       thread 1  free          block 12
#   thread 1  realloc 624   block 9        thread 1  free          block 3
#   thread 1  free          block 8        thread 1  free          block 4
#                                          thread 1  free          block 1
#
# On a connection that is kept it is less: 7, 16 and 312 bytes, at times 40 and 8192 besides, and as many frees. Of 24
# checks in 12 s one worker served all, the one that waits for the kernel's events.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=measure/service/build.sh
source measure/service/build.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cc -O1 -shared -fPIC -Wall -Wextra -Werror -fno-builtin measure/service/requests.c -o "$work/requests.so"

# keep or close
count() {
    local header='' number process port
    LD_PRELOAD=$work/requests.so "$service_program" events=20 hold_min_us=5000 hold_max_us=10000 churn_per_hour=0 \
        idle=60 >"$work/out" 2>"$work/requests" &
    process=$!
    until grep -q rss_peak "$work/out"; do sleep 0.1; done
    port=$(sed -n 's/^port=//p' "$work/out")
    [[ $1 == keep ]] || header=$'Connection: close\r\n'
    for number in 1 2 3; do
        if ((number == 3)); then
            kill -USR1 "$process"
            sleep 0.2
        fi
        [[ $1 == keep && $number != 1 ]] || exec 3<>"/dev/tcp/127.0.0.1/$port"
        printf 'GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: check\r\nAccept: */*\r\n%s\r\n' "$header" >&3
        if [[ $1 == keep ]]; then
            timeout 0.3 cat <&3 >"$work/answer" || true
        else
            cat <&3 >"$work/answer"
            exec 3>&-
        fi
        grep -q '^OK' "$work/answer" || { echo "the service did not answer" >&2; exit 1; }
        sleep 0.3
    done
    kill -USR2 "$process"
    until grep -q '^end' "$work/requests"; do sleep 0.1; done
    kill "$process"
    wait "$process" 2>/dev/null || true
    awk '
        NF > 1 {
            if (!($1 in threads)) threads[$1] = ++seen
            if ($2 == "free") { number = $5 in block ? block[$5] : "of before" }
            else if ($2 == "realloc" && $5 in block) { number = block[$5]; block[$6] = number }
            else { number = ++blocks; block[$6] = number }
            printf "thread %d  %-7s %5s   block %s\n", threads[$1], $2, $2 == "free" ? "" : $3, number
        }' "$work/requests"
}
echo "a connection of its own:"
count close
echo "a connection that is kept:"
count keep
