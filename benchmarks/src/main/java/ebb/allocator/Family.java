// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The implementations of malloc that the shim can tell apart: all that Java knows about a family. What gives their memory
 * back a fork hears from the shim: see {@link Proven}.
 */
public enum Family {
    GLIBC("mallinfo2"),
    JEMALLOC("mallctl stats.*"),
    MIMALLOC("statistics"),
    TCMALLOC("MallocExtension's properties"),
    TBBMALLOC("statistics"),
    SCUDO("mallinfo"),

    /** A library that the catalog gives no family: it may be of any, or have a release of its own (see ebb.h). */
    UNKNOWN("statistics");

    private final String books;

    Family(String books) {
        this.books = books;
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
