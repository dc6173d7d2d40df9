#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Formats the C sources with clang-format 14 and the .clang-format at the root:
#
#   format.sh check [optional|required]   ends with 1 if a file would be changed
#   format.sh apply                       changes the files
#
# Uses the host's clang-format-14 if there is one; otherwise Debian's package and the
# libraries that the host lacks are unpacked into the user's cache folder. If that is
# not possible nothing is checked, which is an error with 'required'.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=native-shims/allocators/debian.sh
source allocators/debian.sh

# fetch: unpacks clang-format-14, with the libraries that the host lacks, into $home.
fetch() {
    local package tree=$home.$$
    debian_open "$PWD/target/format" bookworm || return
    debian_lacking clang-format-14 || return
    for package in "${debian_packages[@]}"; do
        debian_offer "$package" bookworm && debian_download "$package" bookworm || return
        debian_error="$package cannot be unpacked"
        dpkg-deb --extract "$(debian_cached "$debian_sha256")" "$tree" || return
    done
    rm -rf "$home"
    mv "$tree" "$home"
}

# find_formatter: sets formatter to its command.
find_formatter() {
    local home=$debian_cache/clang-format-14
    formatter=(clang-format-14)
    "${formatter[@]}" --version >/dev/null 2>&1 && return
    formatter=(env "LD_LIBRARY_PATH=$home/usr/lib/$(uname -m)-linux-gnu:$home/usr/lib/llvm-14/lib"
        "$home/usr/lib/llvm-14/bin/clang-format")
    "${formatter[@]}" --version >/dev/null 2>&1 && return
    fetch || return
    debian_error="Debian's clang-format-14 does not run on this machine"
    "${formatter[@]}" --version >/dev/null 2>&1
}

case ${1:-} in
    check) options=(--dry-run --Werror) ;;
    apply) options=(-i) ;;
    *)
        echo "format.sh: '${1:-}' is neither check nor apply." >&2
        exit 2
        ;;
esac
if ! find_formatter; then
    sentence="format not checked: $debian_error."
    if [[ $1 == check && ${2:-} != required ]]; then
        echo "$sentence"
        exit
    fi
    echo "$sentence" >&2
    exit 1
fi
mapfile -t sources < <(find include src agent tests tools -name '*.[ch]' 2>/dev/null | sort)
"${formatter[@]}" "${options[@]}" "${sources[@]}" 2>&1 || {
    echo "The C sources are not formatted by .clang-format: 'native-shims/format.sh apply' fixes that." >&2
    exit 1
}
