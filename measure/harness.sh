#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Where the CPU of a burst goes under glibc, without a JVM: perf (Debian: linux-perf) samples the whole process.
#   measure/harness.sh [NAME=VALUE...]      fields of the burst, as for ebb-burst
# To reach: at most 25 % in the harness (queues, timers, accounting, random numbers).
set -euo pipefail
cd "$(dirname "$0")/.."
command -v perf >/dev/null || { echo "perf is missing: apt install linux-perf" >&2; exit 1; }
record=$(mktemp)
trap 'rm -f "$record"' EXIT
perf record -q -e cpu-clock -F 1999 -o "$record" native-shims/target/cmake/ebb-burst idle=0 interval=0 "$@" >/dev/null
perf report -i "$record" --no-children --stdio --sort dso,symbol --percent-limit 0 2>/dev/null | awk '
    /^ *[0-9]/ {
        share = $1 + 0; dso = $2; symbol = $4
        if (dso ~ /kernel/) part = "kernel (faults, waking)"
        else if (dso ~ /ebb-burst|vdso/) part = "harness"
        else if (symbol ~ /pthread|lll_lock|futex|syscall|clock_gettime/ && symbol !~ /private/) part = "harness"
        else if (symbol ~ /mem(set|move|cpy)/) part = "writing of blocks"
        else if (dso ~ /libc/) part = "allocator"
        else part = "other"
        sum[part] += share
    }
    END { for (part in sum) printf "%-26s %5.1f %%\n", part, sum[part] }' | sort -k2
