#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Checks that the tools that build the native shim are installed. Ends with 1 and a
# sentence that names what is missing and its Debian package; otherwise prints nothing.
set -euo pipefail

missing() {
    echo "$1 is missing; on Debian: apt install $2" >&2
    exit 1
}

[[ $(uname -s) == Linux ]] || {
    echo "Ebb builds on Linux only, and this is $(uname -s)." >&2
    exit 1
}
compiler=${CC:-cc}
command -v "${compiler%% *}" >/dev/null || missing "The C compiler '$compiler'" "gcc libc6-dev"
# Debian's gcc comes without the C library's headers.
$compiler -x c -fsyntax-only - <<<'#include <stdlib.h>' 2>/dev/null || missing "The C library's header stdlib.h" libc6-dev
command -v cmake >/dev/null || missing "cmake" cmake
command -v ctest >/dev/null || missing "ctest" cmake
[[ -n ${CMAKE_GENERATOR:-} ]] || command -v make >/dev/null || missing "make" make
