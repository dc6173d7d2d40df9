#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Gathers the allocators' libraries from Debian's packages, without root, into the
# folder that is packed into the jar: the libraries as Debian built them, their
# copyright files, and index.toml, which says what each is and what is missing.
#
#   gather.sh [--allocators optional|required] [--update-lock]
#
# A version or hash that differs from allocators.lock is reported in a line that begins
# with WARNING; --update-lock accepts what the archive has and writes it down. Ends
# with 1 if 'required' is given and one is missing.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=native-shims/allocators/debian.sh
source "$here/debian.sh"

target=$here/../target
lock=$here/allocators.lock
machine=$(uname -m)
architecture=$(debian_machine)
# The name that JNA gives to this system.
bundle=$target/classes/ebb/bundle/linux-${machine//_/-}
work=$target/gather

# Allocator, package, suite, libraries. mimalloc 3 before 3.1 grows from burst to
# burst, so it comes from a newer suite; it runs on the glibc of Debian 12.
allocators=(
    "jemalloc  libjemalloc2         bookworm libjemalloc.so.2"
    "mimalloc2 libmimalloc2.0       bookworm libmimalloc.so.2"
    "mimalloc3 libmimalloc3         forky    libmimalloc.so.3"
    "tcmalloc  libtcmalloc-minimal4 bookworm libtcmalloc_minimal.so.4"
    "tbbmalloc libtbbmalloc2        bookworm libtbbmalloc.so.2 libtbbmalloc_proxy.so.2"
    "scudo     libclang-rt-14-dev   bookworm libclang_rt.scudo_standalone-$machine.so"
)

required=optional
update=
while (($#)); do
    case $1 in
        --allocators)
            required=${2:-}
            shift
            ;;
        --update-lock) update=yes ;;
        *)
            echo "gather.sh: unknown argument '$1'; it takes --allocators and --update-lock." >&2
            exit 2
            ;;
    esac
    shift
done
if [[ $required != optional && $required != required ]]; then
    echo "ebb.allocators is '$required', but must be optional or required." >&2
    exit 2
fi

# locked PACKAGE FILE: prints version and SHA-256 from the lock, or nothing.
locked() {
    awk -v p="$1" -v a="$architecture" -v f="$2" \
        '$1 == p && $3 == a && $5 == f { print $4, $6 }' "$lock" 2>/dev/null || true
}

# choose PACKAGE SUITE: sets deb to the package's path, and version and hash (SHA-256).
choose() {
    local newest=$debian_cache/debs/$1.$2.$architecture
    version='' hash='' # those of the package before are of no use to this one
    if [[ -z $update ]]; then
        read -r version hash <<<"$(locked "$1" .deb)" || true
        deb=$(debian_cached "$hash") && return
    fi
    if debian_open "$work" bookworm forky && debian_offer "$1" "$2" && debian_download "$1" "$2"; then
        version=$debian_version hash=$debian_sha256
        echo "$version $hash" >"$newest"
    elif [[ -z $update && -r $newest ]]; then
        # Without a network: what the archive had last time, if it was kept.
        read -r version hash <"$newest" || true
    fi
    deb=$(debian_cached "$hash")
}

# judge PACKAGE FILE SHA256: sets differs or unlocked if the lock says otherwise.
judge() {
    local was want
    read -r was want <<<"$(locked "$1" "$2")" || true
    if [[ -z $want ]]; then
        unlocked=yes
    elif [[ $want != "$3" && -z $differs ]]; then
        differs="WARNING: $1 is $version ($2 has SHA-256 ${3:0:12}…), but the lock has $was (${want:0:12}…):"
        differs+=" 'native-shims/allocators/gather.sh --update-lock' accepts what the archive has."
    fi
}

# unpack PACKAGE SUITE LIBRARY...: puts its libraries and copyright into the bundle,
# and adds its tables to index and its rows for the lock to rows.
unpack() {
    local package=$1 suite=$2 tree=$work/tree/$1 tables='' mine='' file found sum
    shift 2
    rm -rf "$tree"
    mkdir -p "$tree"
    debian_error="$package $version cannot be unpacked"
    dpkg-deb --extract "$deb" "$tree" || return
    differs='' unlocked=''
    judge "$package" .deb "$hash"
    mine="$package $suite $architecture $version .deb $hash"$'\n'
    for file; do
        debian_error="$package $version has no $file"
        found=$(find "$tree/usr/lib" -name "$file" -print -quit) && [[ -n $found ]] || return
        # The name is often a link to the actual file.
        install -m 644 "$(readlink -f "$found")" "$bundle/$file" || return
        sum=$(sha256sum "$bundle/$file")
        sum=${sum%% *}
        judge "$package" "$file" "$sum"
        mine+="$package $suite $architecture $version $file $sum"$'\n'
        tables+="
[[library]]
file = \"$file\"
package = \"$package\"
version = \"$version\"
suite = \"$suite\"
sha256 = \"$sum\"
copyright = \"$package.copyright\"
"
    done
    debian_error="$package $version has no copyright file"
    install -m 644 "$tree/usr/share/doc/$package/copyright" "$bundle/$package.copyright" || return
    index+=$tables
    rows+=$mine
}

# tell ALLOCATOR PACKAGE: prints what was unpacked, and what the lock says about it.
tell() {
    if [[ -n $update ]]; then
        echo "$1: $2 $version"
    elif [[ -n $differs ]]; then
        echo "$differs"
    elif [[ -n $unlocked ]]; then
        echo "$1: $2 $version (not locked for this architecture)"
    else
        echo "$1: $2 $version (as locked)"
    fi
}

rm -rf "$bundle"
mkdir -p "$bundle" "$work"
index='' rows='' missing=()
for entry in "${allocators[@]}"; do
    read -r name package suite files <<<"$entry"
    read -ra files <<<"$files"
    if choose "$package" "$suite" && unpack "$package" "$suite" "${files[@]}"; then
        tell "$name" "$package"
    else
        missing+=("$name: $debian_error")
        echo "$name is missing: $debian_error."
    fi
done

{
    echo "# What was gathered for linux-${machine//_/-}; written by gather.sh."
    echo "missing = ["
    for reason in "${missing[@]}"; do
        reason=${reason//[\\\"]/\'}
        echo "    \"$reason\","
    done
    echo "]"
    printf '%s' "$index"
} >"$bundle/index.toml"

if [[ -n $update ]]; then
    if ((${#missing[@]})); then
        echo "The lock is left as it was, because ${#missing[@]} of ${#allocators[@]} are missing." >&2
        exit 1
    fi
    {
        echo "# What gather.sh bundles: package, suite, architecture, version, file, SHA-256."
        echo "# Written by gather.sh --update-lock; rows of other architectures are kept."
        awk -v a="$architecture" '!/^#/ && NF && $3 != a' "$lock" 2>/dev/null || true
        printf '%s' "$rows"
    } >"$lock.new"
    mv "$lock.new" "$lock"
    echo "Written: ${lock#"$PWD"/}"
fi

if ((${#missing[@]})) && [[ $required == required ]]; then
    names=$(printf ', %s' "${missing[@]%%:*}")
    echo "ebb.allocators is 'required', but these are missing: ${names:2} (${missing[0]#*: })." >&2
    exit 1
fi
