#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Whether Ebb's kernels put seven allocators into the order that the programs of mimalloc-bench do, with the parameters of
# those: CrossThreadFree beside xmalloc-test, ThreadChurn beside larson, in alternation. The program is one that you have
# built; nothing of it is here.
#   measure/peers.sh xmalloc-test|larson PROGRAM [REPEATS [SECONDS]]      (3, 3; about 45 s a repeat)
# Prints the medians in millions a second and Spearman's rank correlation over the families.
# To reach: at least 0.85 with each. Two threads allocate and two free, or two churn: on a quiet machine.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:?"xmalloc-test or larson"} program=$(realpath "${2:?"the path of a built $1"}") repeats=${3:-3} seconds=${4:-3}
# shellcheck source=measure/preload.sh
source measure/preload.sh

# Each with a family's library: a rate in millions a second.
peer() {
    case $kind in
        xmalloc-test)
            LD_PRELOAD=$1 "$program" -w 2 -t "$seconds" -s 64 | sed -n 's/.*free\/sec: \([0-9.]*\) M.*/\1/p'
            ;;
        larson)
            LD_PRELOAD=$1 "$program" "$seconds" 8 1000 5000 100 4141 2 | awk '/^Throughput/ { printf "%.3f\n", $3 / 1e6 }'
            ;;
    esac
}
ebb() {
    local load
    case $kind in
        xmalloc-test) load=(kernel=cross sizes=64 threads=2 freers=2 handover=4096 ring=409600) ;;
        larson) load=(kernel=churn sizes=8-1000 threads=2 blocks=5000 lifetime=500000) ;;
    esac
    # Over a ring a free is an operation as an allocation is.
    LD_PRELOAD=$1 native-shims/target/cmake/ebb-kernel "${load[@]}" warmup=0 seconds="$seconds" |
        awk -F= '{ value[$1] = $2 }
            END { printf "%.3f\n", value["frees"] / value["seconds"] / 1e6 }'
}
case $kind in xmalloc-test | larson) ;; *) echo "$kind is neither xmalloc-test nor larson" >&2; exit 2 ;; esac

for ((repeat = 1; repeat <= repeats; repeat++)); do
    for family in "${families[@]}"; do
        library=$(preload "$family")
        echo "$family $(peer "$library") $(ebb "$library")"
        echo "repeat $repeat of $repeats: $family" >&2
    done
done | awk -v kind="$kind" '
    function median(values, name, count,    i, j, t, v) {
        for (i = 1; i <= count; i++) v[i] = values[name, i]
        for (i = 1; i <= count; i++) for (j = i + 1; j <= count; j++)
            if (v[j] < v[i]) { t = v[i]; v[i] = v[j]; v[j] = t }
        return (v[int((count + 1) / 2)] + v[int(count / 2) + 1]) / 2
    }
    function rank(of, name,    n, r) { # equal ones share the mean of their ranks
        for (n in names) r += of[n] < of[name] ? 1 : of[n] == of[name] ? 0.5 : 0
        return r + 0.5
    }
    NF == 3 { if (!($1 in names)) order[++many] = $1; names[$1]++; theirs[$1, names[$1]] = $2; ours[$1, names[$1]] = $3 }
    NF != 3 { print "no figure: " $0; failed = 1 }
    END {
        printf "%-10s %12s %12s\n", "", kind, "Ebb"
        for (i = 1; i <= many; i++) {
            name = order[i]
            a[name] = median(theirs, name, names[name]); b[name] = median(ours, name, names[name])
            printf "%-10s %10.2f M %10.2f M\n", name, a[name], b[name]
        }
        for (n in names) { x += (rank(a, n) - (many + 1) / 2) * (rank(b, n) - (many + 1) / 2)
            y += (rank(a, n) - (many + 1) / 2) ^ 2; z += (rank(b, n) - (many + 1) / 2) ^ 2 }
        rho = x / sqrt(y * z)
        printf "rank correlation %.2f\n", rho
        exit failed || rho < 0.85
    }'
