// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import java.util.List;
import java.util.Locale;

/**
 * The environment variables by which an allocator is put in place or set up. A fork gets those of its catalog entry and no
 * other, whatever the host was started with; that takes away an LD_PRELOAD and a GLIBC_TUNABLES with another purpose too.
 */
final class AllocatorVariables {
    /** In upper case; mimalloc reads its own in lower case as well. */
    private static final List<String> PREFIXES = List.of(
            "LD_PRELOAD",
            "GLIBC_TUNABLES",
            "MALLOC",
            "MIMALLOC_",
            "TCMALLOC_",
            "PERFTOOLS_",
            "HEAPPROFILE",
            "HEAP_PROFILE_",
            "HEAPCHECK",
            "HEAP_CHECK_",
            "CPUPROFILE",
            "DEBUGALLOCATION",
            "TBB_MALLOC_",
            "TBB_VERSION",
            "SCUDO_");

    private AllocatorVariables() {}

    static boolean isOne(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        // jemalloc built with a prefix has it before its variable's name too: JE_MALLOC_CONF, _RJEM_MALLOC_CONF.
        return upper.endsWith("MALLOC_CONF") || PREFIXES.stream().anyMatch(upper::startsWith);
    }
}
