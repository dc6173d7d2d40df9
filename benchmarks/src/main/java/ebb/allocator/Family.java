// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The implementations of malloc that the shim can tell apart, and how a person is told of what it uses of each: all that
 * Java knows about a family. docs/why.md says what the calls do.
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

    private static final Pattern VERSION = Pattern.compile("(\\d{1,6})(?:\\.(\\d{1,3}))?");

    private final String books;

    Family(String books) {
        this.books = books;
    }

    /**
     * What makes a library give back memory, as the shim names it.
     *
     * @param outside what any thread calls, for all of them
     * @param owner what a thread calls for what it holds itself
     */
    public record Calls(String outside, String owner) {}

    /** The calls of a library of that version; of one whose version is not known, the newest. */
    public Calls calls(String version) {
        return switch (this) {
            case GLIBC -> new Calls("malloc_trim(0)", "malloc_trim(0)");
            case JEMALLOC ->
                new Calls(
                        isBefore(version, 5, 0)
                                ? "mallctl(\"arena.<narenas>.purge\")"
                                : "mallctl(\"arena.4096.purge\")",
                        isBefore(version, 5, 3) ? "mallctl(\"thread.tcache.flush\")" : "mallctl(\"thread.idle\")");
            case MIMALLOC -> new Calls("mi_collect(true)", "mi_collect(true)");
            case TCMALLOC -> new Calls("MallocExtension_ReleaseFreeMemory()", "MallocExtension_MarkThreadIdle()");
            case TBBMALLOC ->
                new Calls(
                        "scalable_allocation_command(TBBMALLOC_CLEAN_ALL_BUFFERS, 0)",
                        "scalable_allocation_command(TBBMALLOC_CLEAN_THREAD_BUFFERS, 0)");
            case SCUDO ->
                isBefore(version, 17, 0)
                        ? new Calls("mallopt(M_PURGE, 0)", "mallopt(M_PURGE, 0)")
                        : new Calls("mallopt(M_PURGE_ALL, 0)", "mallopt(M_PURGE_ALL, 0)");
            case UNKNOWN -> new Calls("the allocator's own release", "the allocator's own release");
        };
    }

    private static boolean isBefore(String version, int major, int minor) {
        Matcher parts = VERSION.matcher(version);
        if (!parts.lookingAt()) {
            return false;
        }
        int ofMajor = Integer.parseInt(parts.group(1));
        int ofMinor = parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2));
        return ofMajor < major || (ofMajor == major && ofMinor < minor);
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
