#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Size of a report of 20 allocators, 5 forks each, 60 s at 10 ms, and the time until headless Chromium has drawn it and it
# can be used (Debian: chromium, chromium-driver).
#   measure/report.sh [TIMES]    (3; about a minute each)
# To reach: 5 MB, 1 s.
set -euo pipefail
cd "$(dirname "$0")/.."
for ((i = 0; i < ${1:-3}; i++)); do
    mvn -B -ntp verify -Debb.browser=required -Dit.test='ReportIT#aLargeReportIsSmall' -Dtest=none \
        -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false | grep '^A report of'
done
