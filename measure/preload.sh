# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# Sourced in the repository's root: the bundled libraries, for programs without a JVM.

families=(glibc jemalloc mimalloc2 mimalloc3 tcmalloc tbbmalloc scudo)

# preload FAMILY: what LD_PRELOAD must be; nothing for glibc.
preload() {
    local bundle file files=() paths=
    bundle=$(echo "$PWD"/native-shims/target/classes/ebb/bundle/*)
    case $1 in
        glibc) ;;
        jemalloc) files=(libjemalloc.so.2) ;;
        mimalloc2) files=(libmimalloc.so.2) ;;
        mimalloc3) files=(libmimalloc.so.3) ;;
        tcmalloc) files=(libtcmalloc_minimal.so.4) ;;
        tbbmalloc) files=(libtbbmalloc.so.2 libtbbmalloc_proxy.so.2) ;;
        scudo) files=("libclang_rt.scudo_standalone-$(uname -m).so") ;;
        *) echo "No bundled library for $1: one of ${families[*]}." >&2; return 2 ;;
    esac
    for file in "${files[@]}"; do
        [[ -r $bundle/$file ]] || { echo "$bundle/$file is missing: build first." >&2; return 2; }
        paths+=${paths:+:}$bundle/$file
    done
    echo "$paths"
}
