#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Where the CPU of the interleaved kernel goes under glibc, without a JVM: perf (Debian: linux-perf) samples the process.
#   measure/kernel.sh [NAME=VALUE...]      as for ebb-kernel; without any: small sizes, 1,000 and 100,000 blocks
# To reach: at most 15 % in the kernel.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v perf >/dev/null || { echo "perf is missing: apt install linux-perf" >&2; exit 1; }
record=$(mktemp)
trap 'rm -f "$record"' EXIT

share() {
    perf record -q -e cpu-clock -F 1999 -o "$record" native-shims/target/cmake/ebb-kernel seconds=5 "$@" >/dev/null
    perf report -i "$record" --no-children --stdio --sort dso,symbol --percent-limit 0 2>/dev/null | awk -v load="$*" '
        /^ *[0-9]/ {
            if ($2 ~ /ebb-kernel|vdso/) kernel += $1
            else if ($2 ~ /libc/) allocator += $1
            else rest += $1
        }
        END {
            printf "%-32s kernel %5.1f %%   allocator %5.1f %%   operating system %5.1f %%\n", load, kernel, allocator, rest
            exit kernel > 15
        }'
}

if (($#)); then
    share "$@"
else
    missed=0
    share sizes=small blocks=1000 || missed=1
    share sizes=small blocks=100000 || missed=1
    exit $missed
fi
