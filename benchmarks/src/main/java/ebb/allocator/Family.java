// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The implementations of malloc that the shim can tell apart, and how a person is told of what it uses of each: all that
 * Java knows about a family. docs/why.md says what the calls do.
 */
public enum Family {
    GLIBC("malloc_trim(0)", "mallinfo2"),
    JEMALLOC("mallctl(\"arena.4096.purge\")", "mallctl stats.*"),
    MIMALLOC("mi_collect(true)"),
    TCMALLOC("MallocExtension_ReleaseFreeMemory()", "MallocExtension's properties"),
    TBBMALLOC("scalable_allocation_command(TBBMALLOC_CLEAN_ALL_BUFFERS, 0)"),
    SCUDO("mallopt(M_PURGE, 0)", "mallinfo"),

    /** A library that the catalog gives no family: it may be of any, or have a release of its own (see ebb.h). */
    UNKNOWN("the allocator's own release");

    private final String release;
    private final String books;

    Family(String release) {
        this(release, "statistics");
    }

    Family(String release, String books) {
        this.release = release;
        this.books = books;
    }

    /** The call that makes it give back memory, as the shim names it. */
    public String release() {
        return release;
    }

    /** Where it tells what it counts itself. */
    public String books() {
        return books;
    }

    /** As catalogs and the shim write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The family of that name, empty where there is none. */
    public static Optional<Family> of(String word) {
        return Arrays.stream(values())
                .filter(family -> family.toString().equals(word))
                .findFirst();
    }

    /** All names, in the order in which they are listed. */
    static List<String> words() {
        return Arrays.stream(values()).map(Family::toString).toList();
    }
}
