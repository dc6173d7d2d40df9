#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What `java -jar benchmarks.jar service` says of the real service on Tokio beside what that reads in its own /proc in the
# same burst: base, peak and what is retained after idle, in MiB.
#   measure/own-service.sh [ALLOCATOR...]      (glibc jemalloc-background mimalloc3; about a minute each)
# IDLE is the idle period in seconds (15), PORT the service's (18080).
# To reach: peak and retained within 1 MiB or 1 %.
# Needs cargo, curl and jq; Tokio and hyper are Debian's packages (measure/service/build.sh).
set -euo pipefail
cd "$(dirname "$0")/.."
for tool in curl jq; do
    command -v "$tool" >/dev/null || { echo "$tool is missing: apt install $tool" >&2; exit 1; }
done
# shellcheck source=measure/service/build.sh
source measure/service/build.sh
allocators=("$@")
((${#allocators[@]})) || allocators=(glibc jemalloc-background mimalloc3)
idle=${IDLE:-15} port=${PORT:-18080}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT

java -jar benchmarks.jar service --start "$service_program serve=1 port=$port idle=$idle" \
    --ready "http://127.0.0.1:$port/health" --burst "curl -sSf http://127.0.0.1:$port/burst" --idle "$idle" \
    -p allocator="$(IFS=,; echo "${allocators[*]}")" --out "$work" >"$work/verdict" 2>"$work/err" ||
    { tail -20 "$work/verdict" "$work/err" >&2; exit 1; }
sed '/^$/q' "$work/verdict" # its table

# ALLOCATOR FIGURE: MiB by Ebb.
ebb() {
    jq -r --arg allocator "$1" --arg figure "rss.$2" \
        '.[] | select(.params.allocator == $allocator) | .secondaryMetrics[$figure].score' "$work"/*/result.json
}

# Likewise by the service itself: of the first burst, since the ladder makes one more.
own() {
    awk -F= -v name="rss_$2" '$1 == name { print $2 / 1048576; exit }' "$work"/*/forks/*,"$1",*.log
}

for allocator in "${allocators[@]}"; do
    for figure in base peak idle; do
        echo "$allocator $figure $(ebb "$allocator" "$figure") $(own "$allocator" "$figure")"
    done
done | awk '
    function line(label, by_ebb, by_itself, limit,    off, verdict) {
        off = by_ebb - by_itself
        if (limit) verdict = (off < 0 ? -off : off) > (by_itself > 100 ? by_itself / 100 : 1) ? "MISSED" : "ok"
        if (verdict == "MISSED") missed++
        printf "%-20s %-9s %9.2f %9.2f %+8.2f   %s\n", $1, label, by_ebb, by_itself, off, verdict
    }
    BEGIN { printf "%-20s %-9s %9s %9s %8s\n", "MiB", "", "Ebb", "service", "off" }
    NF != 4 { print "not measured whole: " $0; missed++; next }
    $2 == "base" { base = $3; own_base = $4; line("base", $3, $4, 0) }
    $2 == "peak" { line("peak", $3, $4, 1) }
    $2 == "idle" { line("retained", $3 - base, $4 - own_base, 1) }
    END { printf "%d missed\n", missed; exit missed > 0 }'
