#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Version 2 of memory cgroups for real, whatever this machine has: boots a kernel of Debian in qemu, without KVM, on files of
# this machine (java, bash, perl, busybox), runs benchmarks.jar in it, and compares what it says with the kernel's own files.
#   measure/cgroup2.sh [PART...]   limits search pressure unaccounted reclaim rights pages pages618; all of them without any
#   measure/cgroup2.sh systemd     the line with systemd-run of docs/limit.md; as root: a whole system by debootstrap
# To reach: no line that begins with FAIL. Needs qemu-system-x86_64, busybox, mke2fs, setpriv and perl
# (Debian: qemu-system-x86 busybox-static). Fetched packages are kept in ~/.cache/ebb.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/sbin
# shellcheck source=native-shims/allocators/debian.sh
source native-shims/allocators/debian.sh
for program in qemu-system-x86_64 busybox mke2fs setpriv perl pgrep; do
    command -v "$program" >/dev/null || { echo "$program is missing: apt install qemu-system-x86 busybox-static procps" >&2; exit 2; }
done
parts=("$@")
(($#)) || parts=(limits search pressure unaccounted reclaim rights pages pages618)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=measure/cgroup2/image.sh
source measure/cgroup2/image.sh

# boot PART [WORD...]: with these words on the kernel's command line; what the part prints goes to the output
boot() {
    tar cf "$work/data.tar" -C measure/cgroup2 guest.sh -C "$PWD" benchmarks.jar
    # Where this machine is busy the kernel's look at its timer fails.
    timeout 3600 qemu-system-x86_64 -accel tcg,thread=multi -cpu max -m 2500 -smp 2 -nographic -no-reboot -nic none \
        -snapshot -drive "file=$work/disk,format=raw,if=virtio" -drive "file=$work/data.tar,format=raw,if=virtio" \
        -kernel "$kernel/vmlinuz" -initrd "$kernel/initrd" \
        -append "console=ttyS0 quiet no_timer_check panic=-1 ebb.part=$*" </dev/null \
        | tr -d '\r' | grep --line-buffered -aE '^(part|pass|FAIL|done|    ) ' | tee "$work/part" || true
    cat "$work/part" >>"$work/said"
    grep -q "^done  $1 " "$work/part" || echo "FAIL  $1 did not end" | tee -a "$work/said"
}

if [[ ${parts[*]} == systemd ]]; then image_of_debian; else image_of_host; fi
for part in "${parts[@]}"; do
    case $part in
        pages618) kernel trixie-backports 'linux-image-6\.18\.[0-9]*+deb13-cloud-amd64' ;;
        *) kernel bookworm 'linux-image-6\.1\.0-[0-9]*-cloud-amd64' ;;
    esac
    case $part in
        pages618) boot pages ;;
        unaccounted) boot unaccounted swapaccount=0 ;;
        *) boot "$part" ;;
    esac
done
passed=$(grep -c '^pass ' "$work/said" || true)
failed=$(grep -c '^FAIL ' "$work/said" || true)
echo "$passed passed, $failed failed"
((failed == 0 && passed > 0))
