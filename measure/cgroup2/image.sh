# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# To be sourced by measure/cgroup2.sh: a kernel of Debian, and disks for it. Uses $work; the disk
# is $work/disk.

# kernel SUITE PATTERN: sets kernel to a folder with vmlinuz and initrd, of the newest such package
kernel() {
    local package tree drivers module number=0
    kernel=$work/kernel-$1
    [[ ! -e $kernel/initrd ]] || return 0
    debian_open "$work/apt" bookworm trixie-backports || fail
    package=$(known | grep -x -- "$2" | sort -V | tail -n 1)
    [[ -n $package ]] || { debian_error="suite $1 has no package like $2"; fail; }
    debian_offer "$package" "$1" && debian_download "$package" "$1" || fail
    echo "kernel: $package $debian_version"
    tree=$work/tree-$1
    dpkg-deb --extract "$(debian_cached "$debian_sha256")" "$tree"
    mkdir -p "$kernel/root"/{bin,dev,proc,modules,new}
    cp "$tree"/boot/vmlinuz-* "$kernel/vmlinuz"
    cp "$(command -v busybox)" "$kernel/root/bin/busybox"
    # In the order in which they need each other; some kernels have some of them built in.
    for module in virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci virtio_blk; do
        drivers=$(find "$tree" -name "$module.ko*")
        [[ -n $drivers ]] || continue
        number=$((number + 1))
        case $drivers in
            *.xz) xz -dc "$drivers" ;;
            *) cat "$drivers" ;;
        esac >"$kernel/root/modules/$number-$module.ko"
    done
    cat >"$kernel/root/init" <<'END'
#!/bin/busybox sh
b=/bin/busybox
$b mount -t devtmpfs d /dev
for module in /modules/*; do $b insmod $module; done
tries=0
until [ -b /dev/vda ] && [ -b /dev/vdb ] || [ $((tries += 1)) -gt 100 ]; do $b sleep 0.1; done
$b mount -t ext4 /dev/vda /new
exec $b switch_root /new /sbin/init
END
    chmod +x "$kernel/root/init"
    (cd "$kernel/root" && find . | busybox cpio -o -H newc 2>/dev/null | gzip -1) >"$kernel/initrd"
}

fail() {
    echo "$debian_error" >&2
    exit 2
}

# The names of the kernels that the suites have.
known() {
    debian_apt indextargets --format '$(FILENAME)' 'Created-By: Packages' | xargs /usr/lib/apt/apt-helper cat-file \
        | sed -n 's/^Package: \(linux-image-.*\)/\1/p'
}

# What the guest starts with: the second disk is an archive with its script and the jar.
start() {
    cat <<'END'
#!/bin/bash
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8
if [ $$ = 1 ]; then
    mount -t devtmpfs d /dev; mount -t proc p /proc; mount -t sysfs s /sys; mount -t cgroup2 c /sys/fs/cgroup
    hostname guest; ip link set lo up
fi
mount -t tmpfs t /tmp
cd /ebb && tar xf /dev/vdb && bash guest.sh "$(sed 's/.*ebb.part=\([^ ]*\).*/\1/' /proc/cmdline)" </dev/null
poweroff -f
END
}

# image_of_host: java and a few programs of this machine, and the libraries that they need
image_of_host() {
    local root=$work/host jvm files folder applet
    jvm=$(readlink -f "$(command -v java)")
    jvm=${jvm%/bin/java}
    mkdir -p "$root"/{dev,proc,sys,tmp,ebb,root,home/ebb,etc,usr/bin,usr/sbin,usr/lib,usr/lib64}
    for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$root/$folder"; done
    mapfile -t files < <(
        command -v bash perl env setpriv pgrep pkill ldconfig ldd
        find "$jvm/" \( -type f -o -type l \) ! -path '*/jmods/*' ! -name src.zip ! -name ct.sym
        find /usr/lib/locale/C.utf8 /etc/ld.so.conf /etc/ld.so.conf.d /usr/lib/os-release -type f
        ldconfig -p | sed -n 's/^\t\(libstdc++\|libgcc_s\|libpthread\|libdl\|librt\)\.so\.[0-9]* (.*x86-64.*=> //p')
    mapfile -t -O ${#files[@]} files < <(ldd "${files[@]}" 2>/dev/null | sed -n 's/.*\(=> \|^\t\)\(\/[^ ]*\) (.*/\2/p' | sort -u)
    mapfile -t files < <(for file in "${files[@]}"; do [[ ! -f $file ]] || echo "$file"; done | sort -u)
    tar -chf - "${files[@]}" 2>/dev/null | tar -xf - -C "$root" --keep-directory-symlink
    cp "$(command -v busybox)" "$root/usr/bin/busybox"
    for applet in $(busybox --list); do
        [[ -e $root/usr/bin/$applet || -e $root/usr/sbin/$applet ]] || ln -s busybox "$root/usr/bin/$applet"
    done
    ln -sf bash "$root/usr/bin/sh"
    ln -s "$jvm/bin/java" "$root/usr/bin/java"
    ln -s ../usr/lib/os-release "$root/etc/os-release"
    printf 'root:x:0:0::/root:/bin/sh\nebb:x:1000:1000::/home/ebb:/bin/sh\n' >"$root/etc/passwd"
    start >"$root/usr/sbin/init"
    chmod +x "$root/usr/sbin/init"
    mke2fs -q -t ext4 -O ^has_journal -d "$root" "$work/disk" 1G
}

# image_of_debian: with systemd, and a user
image_of_debian() {
    local root=$work/debian
    command -v debootstrap >/dev/null || { echo "debootstrap is missing: apt install debootstrap" >&2; exit 2; }
    mkdir -p "$debian_cache/debootstrap"
    debootstrap --variant=minbase --cache-dir="$debian_cache/debootstrap" \
        --include=systemd-sysv,dbus-user-session,libpam-systemd,openjdk-17-jre-headless,procps \
        bookworm "$root" "$(debian_archive)" >"$work/debootstrap.log"
    with_systemd "$root"
    mke2fs -q -t ext4 -O ^has_journal -d "$root" "$work/disk" 2G
}

with_systemd() {
    chroot "$1" useradd --create-home ebb
    mkdir -p "$1/ebb" "$1/var/lib/systemd/linger"
    : >"$1/var/lib/systemd/linger/ebb" # its systemd runs without a login
    start >"$1/ebb/start"
    cat >"$1/etc/systemd/system/ebb.service" <<'END'
[Unit]
After=user@1000.service
[Service]
ExecStart=/bin/bash /ebb/start
StandardOutput=tty
StandardError=tty
TTYPath=/dev/ttyS0
[Install]
WantedBy=multi-user.target
END
    ln -s /etc/systemd/system/ebb.service "$1/etc/systemd/system/multi-user.target.wants/ebb.service"
}
