#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Gives random inputs to every reader of what others have written: Jazzer to those in Java, of JSON, TOML, ELF, /proc and
# tables, with the coverage of their code as its guide; a program of the tests, under AddressSanitizer and
# UndefinedBehaviorSanitizer, to those of /proc and ELF in C.
#   measure/fuzz.sh [SECONDS]         (600 for each reader, two at a time: an hour)
# To reach: 10 minutes each, none of whose inputs ends otherwise than in a value or in one sentence. An input that does is named:
# below benchmarks/src/test/resources/ebb/finds/FORM FindsTest reads it from then on.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-600}
export CFLAGS=${CFLAGS:-}
cmake -S native-shims -B native-shims/target/cmake-address -DCMAKE_BUILD_TYPE=RelWithDebInfo \
    -DEBB_SANITIZE=address,undefined >/dev/null
cmake --build native-shims/target/cmake-address --target fuzz_test --parallel 2 >/dev/null
native-shims/target/cmake-address/tests/fuzz_test "$seconds"
mvn -q test-compile failsafe:integration-test failsafe:verify -Dit.test=FuzzIT -Dfailsafe.failIfNoSpecifiedTests=false \
    -Debb.fuzz="$seconds"
