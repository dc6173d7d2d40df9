# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# To be sourced: gets packages from Debian's archive without root, and without
# leaving a trace in the host's apt. A function that fails sets debian_error.
#
# Packages are kept under their SHA-256 in the user's cache folder, so that one that
# was fetched before needs no network.
#
#   EBB_ARCHIVE   address of a Debian archive, if the host's apt knows none

debian_cache=${XDG_CACHE_HOME:-${HOME:?HOME is not set}/.cache}/ebb
debian_keyring=/usr/share/keyrings/debian-archive-keyring.gpg
debian_error=
debian_work=
debian_opened=
debian_closed=

# debian_machine: prints Debian's name of the architecture, even if dpkg is missing.
debian_machine() {
    case $(uname -m) in
        x86_64) echo amd64 ;;
        aarch64) echo arm64 ;;
        *) uname -m ;;
    esac
}

# debian_apt ARGUMENT...: apt-get with separate folders. The sandbox user, which only
# matters to root, could not write to them. Containers switch the binary caches off,
# and each call would read all the lists again.
debian_apt() {
    LC_ALL=C apt-get -q \
        -o Dir::State="$debian_work/state" \
        -o Dir::State::status="$debian_work/state/status" \
        -o Dir::Cache="$debian_work/cache" \
        -o Dir::Cache::pkgcache=pkgcache.bin \
        -o Dir::Cache::srcpkgcache=srcpkgcache.bin \
        -o Dir::Etc::sourcelist="$debian_work/sources.list" \
        -o Dir::Etc::sourceparts="$debian_work/none" \
        -o Dir::Etc::preferences="$debian_work/none/preferences" \
        -o Dir::Etc::preferencesparts="$debian_work/none" \
        -o APT::Architecture="$(debian_machine)" \
        -o APT::Sandbox::User=root \
        -o Acquire::Languages=none \
        -o Acquire::http::Timeout=20 \
        "$@"
}

# debian_archive: prints the address of Debian's main archive that the host's apt uses.
debian_archive() {
    if [[ -n ${EBB_ARCHIVE:-} ]]; then
        echo "$EBB_ARCHIVE"
        return
    fi
    # All of it is read: under pipefail an apt-get that cannot write to the end counts as a failure.
    # Origin and label are empty until the host has run apt-get update.
    LC_ALL=C apt-get indextargets \
        --format '$(REPO_URI) $(RELEASE) $(COMPONENT) [$(ORIGIN)] [$(LABEL)]' \
        'Created-By: Packages' 2>/dev/null \
        | awk '$2 ~ /^(bullseye|bookworm|trixie|forky|sid|oldstable|stable|testing|unstable)$/ && $3 == "main" &&
               ($4 == "[]" || $4 == "[Debian]") && ($5 == "[]" || $5 == "[Debian]") && !found++ { print $1 }'
}

# debian_open WORK SUITE...: reads the package lists of these suites, once.
debian_open() {
    local archive suite
    if [[ -n $debian_opened ]]; then
        debian_error=$debian_closed
        [[ $debian_opened == yes ]]
        return
    fi
    debian_opened=no
    debian_work=$1
    shift
    archive=$(debian_archive) || archive=
    if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
        debian_closed="this machine has no apt-get with dpkg-deb"
    elif [[ -z $archive ]]; then
        debian_closed="this machine's apt has no Debian archive (EBB_ARCHIVE may name one)"
    elif [[ ! -r $debian_keyring ]]; then
        debian_closed="$debian_keyring is missing (apt install debian-archive-keyring)"
    fi
    if [[ -n $debian_closed ]]; then
        debian_error=$debian_closed
        return 1
    fi
    mkdir -p "$debian_work"/{none,state/lists/partial,cache/archives/partial,download}
    # According to this file nothing is installed.
    : >"$debian_work/state/status"
    for suite; do
        echo "deb [signed-by=$debian_keyring] $archive $suite main"
    done >"$debian_work/sources.list"
    debian_opened=yes
    # If a suite could not be read that shows once one of its packages is needed.
    debian_apt update >"$debian_work/update.log" 2>&1 || true
}

# debian_reason LOG WORD: prints apt's first complaint in the log with this word.
debian_reason() {
    sed -n 's/^[EW]: *//p' "$1" | grep --word-regexp --fixed-strings -- "$2" | sed -n '1s/[[:space:].:]*$//p' | tr -s ' \t' ' '
}

# debian_offer PACKAGE SUITE: sets debian_version and debian_sha256 to what the archive has.
debian_offer() {
    local line name
    if ! line=$(cd "$debian_work" && debian_apt --print-uris download "$1/$2" 2>"$debian_work/offer.log"); then
        debian_error=$(debian_reason "$debian_work/update.log" "$2")
        debian_error=${debian_error:-$(debian_reason "$debian_work/offer.log" "$1")}
        debian_error=${debian_error:-"suite $2 has no package $1"}
        return 1
    fi
    # 'address' NAME_VERSION_ARCHITECTURE.deb SIZE SHA256:HASH; the epoch's ':' is %3a
    read -r _ name _ debian_sha256 <<<"$line"
    debian_sha256=${debian_sha256#SHA256:}
    name=${name#*_}
    debian_version=${name%_*}
    debian_version=${debian_version//%3a/:}
}

# debian_cached SHA256: prints the path of that package in the cache, if it is intact.
debian_cached() {
    local deb=$debian_cache/debs/$1.deb
    [[ -n $1 && -r $deb ]] && echo "$1  $deb" | sha256sum --check --status && echo "$deb"
}

# debian_download PACKAGE SUITE: puts what debian_offer found into the cache.
debian_download() {
    local folder=$debian_work/download deb
    debian_cached "$debian_sha256" >/dev/null && return
    rm -f "$folder"/*.deb
    if ! (cd "$folder" && debian_apt download "$1/$2") >"$debian_work/download.log" 2>&1; then
        debian_error=$(debian_reason "$debian_work/download.log" "$1")
        debian_error=${debian_error:-"the download failed"}
        return 1
    fi
    deb=$(echo "$folder"/*.deb)
    mkdir -p "$debian_cache/debs"
    # Under another name first: two builds may do this at the same time.
    cp "$deb" "$debian_cache/debs/$debian_sha256.$$"
    mv "$debian_cache/debs/$debian_sha256.$$" "$debian_cache/debs/$debian_sha256.deb"
    if ! debian_cached "$debian_sha256" >/dev/null; then
        debian_error="the file that was downloaded does not have the SHA-256 of the archive's list"
        return 1
    fi
}

# debian_lacking PACKAGE: sets debian_packages to it and what it needs that the host lacks.
debian_lacking() {
    local plan
    if ! plan=$(debian_apt -o Dir::State::status=/var/lib/dpkg/status -o Debug::NoLocking=true \
        --simulate --no-install-recommends install "$1" 2>"$debian_work/lacking.log"); then
        debian_error=$(debian_reason "$debian_work/update.log" InRelease)
        debian_error=${debian_error:-$(debian_reason "$debian_work/lacking.log" "$1")}
        debian_error=${debian_error:-"apt finds no way to have $1 on this machine"}
        return 1
    fi
    mapfile -t debian_packages < <(awk '/^Inst / { print $2 }' <<<"$plan")
}
