#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The service at full size without a JVM: with 1,000 tokens an event and waits so long that all permits are in flight,
# its live peak is compared with the heap profile of the real one (1,455,866,178 bytes in 1,321,561 blocks).
#   measure/article.sh
# To reach: both within 5 %.
set -euo pipefail
cd "$(dirname "$0")/.."
native-shims/target/cmake/ebb-burst events=100 tokens=1000 tokens_fixed=1 permits=100 buffers_request=4 \
    buffers_response=3 buffer_max=3540 hold_min_us=8000000 hold_max_us=9000000 idle=0 interval=0 | awk -F= '
    $1 == "live_peak_bytes" { compare("bytes", $2, 1455866178) }
    $1 == "live_peak_blocks" { compare("blocks", $2, 1321561) }
    function compare(unit, found, profile) {
        printf "live peak %11d %-6s   profile %11d   difference %+.2f %%\n", found, unit, profile, 100 * (found / profile - 1)
    }'
