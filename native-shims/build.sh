#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Builds and tests the native shim with cmake, below target/:
#
#   build.sh library    builds libebb.so into the folder that is packed into the jar
#   build.sh test       runs its tests
#   build.sh sanitize   builds it anew and runs its tests under AddressSanitizer and
#                       UndefinedBehaviorSanitizer, then those labelled tsan under
#                       ThreadSanitizer
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# The same library wherever the sources lie.
export CFLAGS="${CFLAGS:-} -ffile-prefix-map=$PWD=native-shims"

# compile FOLDER CMAKE-OPTION...
compile() {
    local folder=$1
    shift
    cmake -S . -B "$folder" -DCMAKE_BUILD_TYPE=RelWithDebInfo "$@" >"$folder.log" || {
        cat "$folder.log"
        return 1
    }
    cmake --build "$folder" --parallel 2
}

# check FOLDER CTEST-OPTION...
check() {
    ctest --test-dir "$1" --output-on-failure --no-tests=error "${@:2}"
}

mkdir -p target
case ${1:-} in
    library)
        compile target/cmake
        # The name that JNA gives to this system.
        machine=$(uname -m)
        mkdir -p "target/classes/linux-${machine//_/-}"
        cp target/cmake/libebb.so target/cmake/agent/{libebbagent.so,ebb-service} "target/classes/linux-${machine//_/-}/"
        ;;
    test)
        check target/cmake
        ;;
    sanitize)
        compile target/cmake-address -DEBB_SANITIZE=address,undefined
        check target/cmake-address
        compile target/cmake-thread -DEBB_SANITIZE=thread
        check target/cmake-thread --label-regex '^tsan$'
        ;;
    *)
        echo "build.sh: '${1:-}' is not one of library, test, sanitize." >&2
        exit 2
        ;;
esac
