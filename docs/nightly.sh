#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures, compares with this machine's baseline, and confirms what got worse. Prints only then, so that cron mails only
# then.
#   docs/nightly.sh [JMH ARGUMENT...]    (Burst -f 10)
# Exit code: 0 nothing got worse, 1 something did, 2 it could not be measured or compared.
set -euo pipefail
cd "$(dirname "$0")/.."
arguments=("$@")
((${#arguments[@]})) || arguments=(Burst -f 10)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

java -jar benchmarks.jar "${arguments[@]}" >"$work/run" 2>&1 || { tail -20 "$work/run"; exit 2; }
run=$(sed -n 's/^Run folder: //p' "$work/run" | tail -1)
code=0
java -jar benchmarks.jar compare "$run" --baseline --only-changed >"$work/said" 2>&1 || code=$?
if ((code == 1)); then
    code=0
    java -jar benchmarks.jar confirm "$run" --baseline >>"$work/said" 2>"$work/progress" || code=$?
    ((code < 2)) || tail -5 "$work/progress" >>"$work/said"
fi
((code == 0)) || cat "$work/said"
exit "$code"
