#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# How often --until-decided errs, and what it finds: sequences of forks drawn from those of a real run, decided by Ebb's own
# classes. The run has 40 forks of a burst and of a steady load under glibc, and takes about 5 min; or it is RUN.
#   measure/until-decided.sh [SEQUENCES [RUN...]]   (4000)
# To reach: with nothing changed worse or better, and no worse for what is worse by the limit, in at most 5 % of all
# sequences, with 95 % confidence.
set -euo pipefail
cd "$(dirname "$0")/.."
sequences=${1:-4000} runs=("${@:2}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if ((${#runs[@]} == 0)); then
    java -jar benchmarks.jar '^ebb.load.Burst.burst$' '^ebb.load.Interleaved.replace$' --out "$work" -f 40 \
        --scenarios measure/injected/small.toml -p allocator=glibc -p scenario=small -p sizes=small -p blocks=1000 \
        -wi 0 -i 1 -r 300ms >"$work/output" 2>&1 || { tail -5 "$work/output" >&2; exit 2; }
    runs=("$work"/20*)
fi
java -cp benchmarks.jar measure/until-decided/Sequences.java "$sequences" \
    score,burst.makespan,rss.peak,rss.retained "${runs[@]}"
