#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures, compares with this machine's baseline, and confirms what got worse. Prints only then, so that cron mails only
# then.
#   docs/nightly.sh [JMH ARGUMENT...]    (Burst -f 10)
# Exit code: 0 nothing got worse, 1 something did, 2 it could not be measured or compared, or no longer has what the baseline has.
# From the 8th night of one build on it makes the machine's noise file, of the last 30 of its nights.
set -euo pipefail
cd "$(dirname "$0")/.."
arguments=("$@")
((${#arguments[@]})) || arguments=(Burst -f 10)
nights=results/nights.txt # a line a night: what was measured, where, and the run
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Adds the run to those in which nothing differs: equal Ebb, machine, kernel, libraries, files and
# arguments.
collect() {
    local alike run all=() enough=8 most=30
    alike=$({ sed -n '/"commit"/p; /"id"/p; /"kernel"/p; /"inputs"/,/}/p; /"sha256"/,/]/p' "$1/environment.json"
        echo "${arguments[*]}"; } |
        sha256sum | cut -c 1-16)
    echo "$alike $1" >>"$nights"
    while read -r run; do
        [[ ! -f $run/result.json ]] || all+=("$run")
    done < <(sed -n "s/^$alike //p" "$nights" | tail -n "$most")
    ((${#all[@]} < enough)) || java -jar benchmarks.jar noise "${all[@]}"
}

java -jar benchmarks.jar "${arguments[@]}" >"$work/run" 2>&1 || { tail -20 "$work/run"; exit 2; }
run=$(sed -n 's/^Run folder: //p' "$work/run" | tail -1)
code=0 alike=1
java -jar benchmarks.jar compare "$run" --baseline --only-changed --missing fail >"$work/said" 2>&1 || code=$?
if ((code == 1)); then
    code=0
    java -jar benchmarks.jar confirm "$run" --baseline >"$work/again" 2>"$work/progress" || code=$?
    ((code < 2)) || tail -5 "$work/progress" >>"$work/again"
    # Worse, or perhaps: such a night must not make it noise.
    ((code == 0)) || alike=0
    # What the baseline alone has cannot be run again.
    ((code)) || ! grep '^Only in ' "$work/said" | grep -vF "Only in $run: " >/dev/null || code=2
    cat "$work/again" >>"$work/said"
fi
# After the comparison: a night's own noise must not excuse it.
((alike == 0)) || collect "$run" >"$work/noise" 2>&1 || { cat "$work/noise"; code=2; }
((code == 0)) || cat "$work/said"
exit "$code"
