#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Builds and tests the native shim with cmake, below target/:
#
#   build.sh library    builds libebb.so into the folder that is packed into the jar
#   build.sh test       runs its tests
#   build.sh sanitize [SECONDS]
#                       builds it anew and runs its tests under AddressSanitizer and
#                       UndefinedBehaviorSanitizer, with SECONDS (1) of random files for
#                       each reader of /proc, then those labelled tsan under
#                       ThreadSanitizer
#   build.sh aarch64 [optional|required]
#                       builds it for aarch64 and runs its tests under qemu, except
#                       those labelled host; says what is missing for that, which is
#                       an error with 'required'
#
# Prints one line per set of tests that passed. If something fails, stderr has what the
# compiler said or the tests that failed; target/NAME.log and NAME-tests.log have it all.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# The same library wherever the sources are.
export CFLAGS="${CFLAGS:-} -ffile-prefix-map=$PWD=native-shims"

# compile NAME CMAKE-OPTION...
compile() {
    local folder=target/$1
    {
        cmake -S . -B "$folder" -DCMAKE_BUILD_TYPE=RelWithDebInfo "${@:2}" &&
            cmake --build "$folder" --parallel 2
    } >"$folder.log" 2>&1 || {
        grep -vE '^(-- |\[ *[0-9]+%\] |g?make)' "$folder.log" >&2
        return 1
    }
}

# check NAME WHAT CTEST-OPTION...
check() {
    local log=target/$1-tests.log
    ctest --test-dir "target/$1" --output-on-failure --no-tests=error "${@:3}" >"$log" 2>&1 || {
        awk '/^ *[0-9]+\/[0-9]+ Test +#/ { shown = !/ Passed / }
            /^ *Start +[0-9]+:/ { shown = 0 }
            /^[0-9]+% tests passed/ { ran = 1; shown = 0; print }
            shown { print }
            END { exit !ran }' "$log" >&2 || cat "$log" >&2
        return 1
    }
    sed -nE "s/^[0-9]+% tests passed/$2: &/p" "$log"
}

# cross_lacks: says what is missing to build for aarch64 or to run the result.
cross_lacks() {
    if ! command -v aarch64-linux-gnu-gcc >/dev/null; then
        echo "aarch64-linux-gnu-gcc is missing; on Debian: apt install gcc-aarch64-linux-gnu libc6-dev-arm64-cross"
    elif ! command -v qemu-aarch64 >/dev/null; then
        echo "qemu-aarch64 is missing; on Debian: apt install qemu-user"
    fi
}

mkdir -p target
case ${1:-} in
    library)
        compile cmake
        # The name that JNA gives to this system.
        machine=$(uname -m)
        mkdir -p "target/classes/linux-${machine//_/-}"
        cp target/cmake/libebb.so target/cmake/agent/{libebbagent.so,ebb-service,ebb-thp} "target/classes/linux-${machine//_/-}/"
        ;;
    test)
        check cmake "native shim"
        ;;
    sanitize)
        compile cmake-address -DEBB_SANITIZE=address,undefined "-DEBB_FUZZ=${2:-1}"
        check cmake-address "native shim, AddressSanitizer" --parallel 2
        compile cmake-thread -DEBB_SANITIZE=thread
        check cmake-thread "native shim, ThreadSanitizer" --parallel 2 --label-regex '^tsan$'
        ;;
    aarch64)
        [[ $(uname -m) != aarch64 ]] || exit 0 # that is what the other tests run on
        lacking=$(cross_lacks)
        if [[ -n $lacking && ${2:-} == required ]]; then
            echo "The native shim cannot be tested for aarch64: $lacking" >&2
            exit 1
        fi
        if command -v aarch64-linux-gnu-gcc >/dev/null; then
            compile cmake-aarch64 -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64 \
                -DCMAKE_C_COMPILER=aarch64-linux-gnu-gcc \
                "-DCMAKE_CROSSCOMPILING_EMULATOR=qemu-aarch64;-L;/usr/aarch64-linux-gnu"
        fi
        if [[ -n $lacking ]]; then
            echo "native shim, aarch64: not tested, because $lacking"
        else
            check cmake-aarch64 "native shim, aarch64" --parallel 2 --label-exclude '^host$'
        fi
        ;;
    *)
        echo "build.sh: '${1:-}' is not one of library, test, sanitize, aarch64." >&2
        exit 2
        ;;
esac
