#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Checks that the tools which build the native shim are there. Says in one sentence
# what is missing and which Debian package has it, and ends with 1; else says nothing.
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
# A compiler without the C library's headers is what gcc alone installs.
$compiler -x c -fsyntax-only - <<<'#include <stdlib.h>' 2>/dev/null || missing "The C library's header stdlib.h" libc6-dev
command -v cmake >/dev/null || missing "cmake" cmake
command -v ctest >/dev/null || missing "ctest" cmake
[[ -n ${CMAKE_GENERATOR:-} ]] || command -v make >/dev/null || missing "make" make
