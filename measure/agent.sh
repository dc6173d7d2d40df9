#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What the agent in a service costs, under glibc, with its thread and without: bursts of ebb-burst with it and without a
# preload, in alternation; then what a process pays once, at its start, and in a fork.
#   measure/agent.sh [PAIRS]         (10; about 10 s a pair)
# To reach: nothing that stands out of the noise in a burst.
set -euo pipefail
cd "$(dirname "$0")/.."
pairs=${1:-10}
programs=$PWD/native-shims/target/cmake
work=$(mktemp -d)
mkfifo "$work/end"
"$programs/ebb-listen" "$work/socket" <"$work/end" >/dev/null &
exec 3>"$work/end" # its end ends the listener
trap 'exec 3>&-; rm -rf "$work"' EXIT
until [[ -S $work/socket ]]; do sleep 0.1; done

with() {
    env LD_PRELOAD="$programs/agent/libebbagent.so" EBB_AGENT="$work/socket" EBB_AGENT_TELL=LD_PRELOAD,MALLOC \
        EBB_AGENT_PROVEN=0000000000000000 "$@"
}

# Seconds, and those of CPU, of one burst that the CPU limits (waits of a millisecond).
once() {
    "$@" "$programs/ebb-burst" events=400 hold_min_us=1000 hold_max_us=1000 idle=0 interval=0 | awk -F= '
        { value[$1] = $2 }
        END {
            printf "%.4f %.4f\n", (value["burst_end"] - value["burst_start"]) / 1e9,
                (value["burst_cpu_user"] + value["burst_cpu_sys"]) / 1e9
        }'
}

# middle WHAT: median and range of the ratios on stdin.
middle() {
    sort -n | awk -v what="$1" '
        { ratio[NR] = $1 }
        END {
            median = (ratio[int((NR + 1) / 2)] + ratio[int(NR / 2) + 1]) / 2
            printf "   %s %.4f (%.3f to %.3f)", what, median, ratio[1], ratio[NR]
        }'
}

# compare NAME COMMAND-PREFIX...: ratios of bursts with it and without.
compare() {
    local pair a b
    for ((pair = 1; pair <= pairs; pair++)); do
        # Which of the two comes first changes from pair to pair.
        if ((pair % 2)); then
            a=$(once "${@:2}") b=$(once env)
        else
            b=$(once env) a=$(once "${@:2}")
        fi
        echo "$a $b"
    done >"$work/pairs"
    printf '%-24s' "$1"
    awk '{ print $1 / $3 }' "$work/pairs" | middle time
    awk '{ print $2 / $4 }' "$work/pairs" | middle CPU
    echo
}

# each NAME TIMES SCRIPT COMMAND-PREFIX...: microseconds for one of what the script does so many times, best of five.
each() {
    local i start best=0 took
    for ((i = 0; i < 5; i++)); do
        start=$(date +%s%N)
        "${@:4}" bash -c "$3" >/dev/null
        took=$((($(date +%s%N) - start) / 1000 / $2))
        ((best == 0 || took < best)) && best=$took
    done
    printf '%-28s %5d us each\n' "$1" "$best"
}

compare "burst, reported" with
compare "burst, with its thread" with EBB_AGENT_CONTROL=1
# shellcheck disable=SC2016 # bash -c expands them
start='for ((i = 0; i < 200; i++)); do /bin/true; done' fork='for ((i = 0; i < 500; i++)); do (:); done'
each "fork and exec, without" 200 "$start" env
each "fork and exec, reported" 200 "$start" with
each "fork and exec, thread" 200 "$start" with EBB_AGENT_CONTROL=1
each "fork, without" 500 "$fork" env
each "fork, reported" 500 "$fork" with
each "fork, thread" 500 "$fork" with EBB_AGENT_CONTROL=1
