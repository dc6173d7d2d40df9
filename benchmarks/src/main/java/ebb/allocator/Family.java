// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The implementations of malloc that the shim can tell apart, and all that Java knows about them. The calls that make them
 * give memory back come from the shim: see {@link Proven}.
 */
public enum Family {
    GLIBC("mallinfo2", "", "GLIBC_TUNABLES", "MALLOC"),
    JEMALLOC(
            "mallctl stats.*",
            // Its other lines are what confirm_conf asks for, and faults that have nothing to do with settings.
            "<jemalloc>: ((Invalid|Out-of-range|Malformed) conf |Conf string ends |Invalid settings for "
                    + "|Error setting dss|invalid configuration|HPA not supported|narenas w/ percpuarena"
                    + "|Reducing narenas|perCPU arena getcpu|Number of CPUs detected|prof_leak_error is set w/o"
                    + "|option background_thread )",
            "MALLOC_CONF"),
    MIMALLOC("statistics", "mimalloc: warning: environment option ", "MIMALLOC_"),
    TCMALLOC(
            "MallocExtension's properties",
            "",
            "TCMALLOC_",
            "PERFTOOLS_",
            "HEAPPROFILE",
            "HEAP_PROFILE_",
            "HEAPCHECK",
            "HEAP_CHECK_",
            "CPUPROFILE",
            "DEBUGALLOCATION"),
    TBBMALLOC("statistics", "", "TBB_MALLOC_", "TBB_VERSION"),
    SCUDO("mallinfo", "Scudo WARNING: ", "SCUDO_"),

    /** A library without a family in the catalog: it may be of any, or have its own release (see ebb.h). */
    UNKNOWN("statistics", "");

    private final String books;

    /** How a line on the standard error begins that says that it ignores a setting, a pattern; empty where none does. */
    private final String complaint;

    /** How the names of its environment variables begin, in upper case. */
    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<String> variables;

    Family(String books, String complaint, String... variables) {
        this.books = books;
        this.complaint = complaint;
        this.variables = List.of(variables);
    }

    /** Whether an environment variable of this name, in upper case, sets up an allocator of any family. */
    static boolean isVariable(String name) {
        return allVariables().anyMatch(name::startsWith);
    }

    /** How the names of such variables begin, in upper case. */
    static Stream<String> allVariables() {
        return Arrays.stream(values()).flatMap(family -> family.variables.stream());
    }

    /** Whether an allocator says in this line that it ignores a setting; it then goes on without it. */
    public static boolean isComplaint(String line) {
        return Arrays.stream(values())
                .anyMatch(family -> !family.complaint.isEmpty() && line.matches("(?s)" + family.complaint + ".*"));
    }

    /** The name of its own statistics. */
    public String books() {
        return books;
    }

    /** As in catalogs and from the shim. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Family> of(String word) {
        return Arrays.stream(values())
                .filter(family -> family.toString().equals(word))
                .findFirst();
    }
}
