// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The implementations of malloc that the shim can tell apart, and all that Java knows about them. The calls that make them
 * give memory back come from the shim: see {@link Proven}.
 */
public enum Family {
    GLIBC("mallinfo2"),
    JEMALLOC("mallctl stats.*"),
    MIMALLOC("statistics"),
    TCMALLOC("MallocExtension's properties"),
    TBBMALLOC("statistics"),
    SCUDO("mallinfo"),

    /** A library without a family in the catalog: it may be of any, or have its own release (see ebb.h). */
    UNKNOWN("statistics");

    private final String books;

    Family(String books) {
        this.books = books;
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
