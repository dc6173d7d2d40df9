# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# Sourced in the repository's root: builds measure/service with the crates of Debian's archive, without root. Sets
# service_program.

service_work=$PWD/measure/target
service_suite=bookworm
service_crates=(autocfg bytes cfg-if fnv futures-channel futures-core futures-task futures-util http http-body httparse
    httpdate hyper itoa libc log mio num-cpus once-cell pin-project-lite pin-utils socket2 tokio tower-service tracing
    tracing-core try-lock want winapi winapi-i686-pc-windows-gnu winapi-x86-64-pc-windows-gnu)
command -v cargo >/dev/null || { echo "cargo is missing: apt install cargo" >&2; exit 1; }

# shellcheck source=native-shims/allocators/debian.sh
source native-shims/allocators/debian.sh
for crate in "${service_crates[@]}"; do
    if ! debian_open "$service_work/apt" "$service_suite" || ! debian_offer "librust-$crate-dev" "$service_suite" ||
        ! debian_download "librust-$crate-dev" "$service_suite"; then
        echo "The service cannot be built: librust-$crate-dev: $debian_error." >&2
        exit 1
    fi
    dpkg-deb --extract "$(debian_cached "$debian_sha256")" "$service_work/crates"
done
(cd measure/service && cargo build --quiet --release --offline --target-dir "$service_work/cargo" \
    --config 'source.crates-io.replace-with="debian"' \
    --config "source.debian.directory=\"$service_work/crates/usr/share/cargo/registry\"")
service_program=$service_work/cargo/release/service
