#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Ebb's load beside the real service: the same burst on Tokio (Debian's librust-tokio-dev, built here with cargo) and in
# the shim, in alternation, under each allocator that the build has gathered; without a JVM and without health checks.
#   measure/service.sh [ROUNDS]      (2; about 25 s for an allocator and round)
# Prints MiB above base: the peak, and what is left after 5 s.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-2}
suite=bookworm
crates=(librust-tokio-dev librust-pin-project-lite-dev librust-num-cpus-dev librust-libc-dev librust-autocfg-dev)
work=$PWD/measure/target
command -v cargo >/dev/null || { echo "cargo is missing: apt install cargo" >&2; exit 1; }

# shellcheck source=native-shims/allocators/debian.sh
source native-shims/allocators/debian.sh
for package in "${crates[@]}"; do
    if ! debian_open "$work/apt" "$suite" || ! debian_offer "$package" "$suite" || ! debian_download "$package" "$suite"; then
        echo "Tokio cannot be had: $package: $debian_error." >&2
        exit 1
    fi
    dpkg-deb --extract "$(debian_cached "$debian_sha256")" "$work/crates"
done
(cd measure/service && cargo build --quiet --release --offline --target-dir "$work/cargo" \
    --config 'source.crates-io.replace-with="debian"' \
    --config "source.debian.directory=\"$work/crates/usr/share/cargo/registry\"")

bundle=$PWD/native-shims/target/classes/ebb/bundle/linux-$(uname -m | tr _ -)
preload() {
    local file paths=
    for file; do paths+=${paths:+:}$bundle/$file; done
    echo "$paths"
}
once() {
    LD_PRELOAD=$1 "${@:2}" | awk -F= '{ v[$1] = $2 }
        END { printf "%.0f %.0f\n", (v["rss_peak"] - v["rss_base"]) / 1048576, (v["rss_idle"] - v["rss_base"]) / 1048576 }'
}
printf '%-10s %5s   %13s   %13s\n' '' '' 'service MiB' 'Ebb MiB'
printf '%-10s %5s   %6s %6s   %6s %6s\n' allocator round peak idle peak idle
for name in glibc jemalloc mimalloc2 mimalloc3 tcmalloc tbbmalloc; do
    case $name in
        glibc) library= ;;
        jemalloc) library=$(preload libjemalloc.so.2) ;;
        mimalloc2) library=$(preload libmimalloc.so.2) ;;
        mimalloc3) library=$(preload libmimalloc.so.3) ;;
        tcmalloc) library=$(preload libtcmalloc_minimal.so.4) ;;
        tbbmalloc) library=$(preload libtbbmalloc.so.2 libtbbmalloc_proxy.so.2) ;;
    esac
    [[ -z $library || -r ${library%%:*} ]] || continue
    for ((round = 1; round <= rounds; round++)); do
        service=$(once "$library" "$work/cargo/release/service" idle=5)
        ebb=$(once "$library" native-shims/target/cmake/ebb-burst idle=5 interval=0 churn_per_hour=0)
        printf '%-10s %5d   %6d %6d   %6d %6d\n' "$name" "$round" ${service% *} ${service#* } ${ebb% *} ${ebb#* }
    done
done
