#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# ebb-kernel times the calls that it counts, and not those of the warm-up before.
#   kernel-latency.sh EBB-KERNEL
set -euo pipefail
said=$("$1" blocks=100 warmup=3 seconds=1 latency=1 2>&1) || {
    echo "$said"
    grep -q 'Operation not supported$' <<<"$said" && exit 77 # no counter that runs at one rate
    exit 1
}
echo "$said" | awk -F= '
    { figure[$1] = $2 }
    # Not the same: counts and times are read one after the other, while it goes on.
    END { exit !(figure["malloc_timed"] > 0 && figure["malloc_timed"] < 2 * figure["mallocs"]) }' || {
    echo "$said"
    exit 1
}
