#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The rules for the structure of the shim's sources:
#
#   structure.sh includes    a file includes headers of its own folder, and from another
#                            folder only the one named after it (pool/pool.h); and no
#                            two folders include each other, directly or indirectly
#   structure.sh calls OBJECT...
#                            no two files call each other, directly or indirectly, except
#                            through ebb.h
#   structure.sh atomics     each atomic field says which memory order it needs
#   structure.sh names LIBRARY
#                            no two functions have the same name, by which perf and gdb
#                            find them
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
nm=${NM:-nm}

# no_circle WHAT: fails if the pairs "a b" on stdin form a circle.
no_circle() {
    local circle
    circle=$(tsort 2>&1 >/dev/null) || {
        echo "a circle of $1:" $(sed -n 's/^tsort: \([^-].*\)/\1/p' <<<"$circle" | sort -u) >&2
        return 1
    }
}

includes() {
    grep -H '^#include "' src/*/*.[ch] | awk -F'[/:"]' '
        { own = $2; file = $2 "/" $3 }
        NF == 6 && ($5 == "ebb.h" || system("test -e src/" own "/" $5) == 0) { next }
        NF == 7 && $5 != own && $6 == $5 ".h" { print own, $5; next }
        { print "src/" file " must not include " $5 (NF == 7 ? "/" $6 : "") >"/dev/stderr"; failed = 1 }
        END { exit failed }' | no_circle folders
}

exported() {
    sed -n 's/^EBB_EXPORT .*[ *]\(ebb_[a-z_]*\)(.*/\1/p' include/ebb.h
}

calls() {
    { exported; "$nm" -A -g --format=posix "$@"; } | awk '
        NF == 1 { exported[$1]; next }
        { sub(/:$/, "", $1); sub(/.*\/src\//, "", $1); sub(/\.o$/, "", $1) }
        $3 == "U" { user[++uses] = $1; used[uses] = $2; next }
        { owner[$2] = $1 }
        END {
            for (i = 1; i <= uses; i++)
                if (used[i] in owner && !(used[i] in exported)) print user[i], owner[used[i]]
        }' | no_circle files
}

# In its own comment or, if several are declared together, in the one before the first.
atomics() {
    awk '
        FNR == 1 || /^ *\/\*/ { said = 0 }
        / (relaxed|acquire|acq_rel|release|seq_cst)( |,|:|;)/ { said = 1 }
        /^    .*(_Atomic|ebb_word|ebb_stack|ebb_count|ebb_tally)[ (].*[a-z\]];/ && !/=|^    (return|const) / {
            if (!said) { print FILENAME ":" FNR ":" $0 >"/dev/stderr"; failed = 1 }
            next
        }
        /;|^[^ ]/ && !/\*/ { said = 0 }
        END { exit failed }' src/*/*.[ch] || {
        echo "which memory order does it need, and why?" >&2
        return 1
    }
}

# defined FILE...: prints the functions that these files define, one per line.
defined() {
    sed -nE 's/^(static |EBB_INLINE |_Noreturn )?[a-z_0-9]+[^=;]*[ *]([a-z_0-9]+)\([^;]*[{,]$/\2/p' "$@"
}

# In the sources, and in the library, which also has what macros define. A header's inline
# functions may be in it several times.
names() {
    local twice
    twice=$(
        defined src/*/*.c | sort | uniq -d
        "$nm" "$1" | awk '$2 ~ /^[tT]$/ { print $3 }' | sort | uniq -d |
            { grep -vxF -f <(defined src/*/*.h) || [[ $? == 1 ]]; }
    )
    [[ -z $twice ]] || {
        echo "more than one function is called ${twice//$'\n'/, }" >&2
        return 1
    }
}

"${@:?includes, calls, atomics or names}"
