#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fails every call by which a command touches a file of its results, one after the other, with each kind of fault, and
# looks each time whether what was measured before is there and readable, and what the command said. Before that, each call
# by which the programs without a JVM map memory, start a thread, open a file or read one: they must say so and end.
#   measure/faults.sh         (about twenty-five minutes; mvn verify does those that are quick)
# To reach: at least 500 points, none of which loses a finished fork or ends with a wrong exit code.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
classes=benchmarks/target/test-classes
[[ -e $classes/ebb/FaultPoints.class ]] || { echo "The tests are not compiled: mvn package" >&2; exit 1; }
native-shims/tests/call-faults.sh "$PWD/native-shims/target/cmake/tests/libebb-call-faults.so" native-shims/target/cmake
EBB_FAULTS_BELOW=$folder LD_PRELOAD=$PWD/native-shims/target/cmake/tests/libebb-faults.so \
    java -Djmh.ignoreLock=true -cp "$classes:benchmarks.jar" ebb.FaultPoints "$folder" 1 ENOSPC EIO EINTR EMFILE KILLED
