// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.EbbException;
import ebb.base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Allocators that a program, or a library of its, has linked in, so that no preload can replace them. By what each says to
 * its user it is found in a file that was stripped, and whose symbols are hidden, too. A file is looked through once.
 */
final class LinkedIn {
    /**
     * One of them.
     *
     * @param name what the file has, behind "has"
     * @param variables that set it up; empty where there are none
     * @param prefix of its functions; empty where it is not known
     */
    record Found(String name, String variables, Optional<String> prefix) {
        /** What can be done, as the last part of a sentence. */
        String remedy() {
            if (variables.isEmpty()) {
                return "build the program without it to try another one";
            }
            String entry = prefix.map(
                            text -> "write an allocator's entry with prefix = \"" + text + "\" and 'environment'")
                    .orElse("give the service's 'start' such variables by hand");
            return "what can still be varied is " + variables + ": " + entry
                    + ", or build the program without it to try another one";
        }
    }

    private static final String JEMALLOC = "<jemalloc>: ";
    private static final String MIMALLOC = "mimalloc: error: ";
    private static final List<String> TCMALLOC = List.of("tcmalloc: allocation failed", "tcmalloc/internal/");
    private static final String GO = "\u00ff Go buildinf:";

    /** The name of the variable that a jemalloc reads: its prefix in upper case, and this. */
    private static final Pattern CONF = Pattern.compile("\0([A-Z_]{0,20}?)MALLOC_CONF\0");

    private static final int PIECE = 1 << 20;
    private static final int OVERLAP = 256;

    private final Map<Path, Optional<Found>> looked = new HashMap<>();

    /** By the functions that an object defines for others to see, and in a program by what it holds too. */
    Optional<Found> in(Path file, Set<String> functions, boolean program) {
        Optional<Found> visible = byFunctions(functions);
        if (visible.isPresent() || !program) {
            return visible; // a library with a malloc is there for others to use
        }
        return in(file).or(() -> Optional.of(program(functions)));
    }

    private static Optional<Found> byFunctions(Set<String> functions) {
        if (functions.contains("_rjem_mallctl")) {
            return Optional.of(jemalloc("_rjem_"));
        }
        if (functions.contains("je_mallctl")) {
            return Optional.of(jemalloc("je_"));
        }
        return Optional.empty();
    }

    private static Found program(Set<String> functions) {
        if (functions.contains("mallctl")) {
            return jemalloc("");
        }
        if (functions.contains("mi_version")) {
            return new Found("a mimalloc of its own linked in", "MIMALLOC_*", Optional.of("mi_"));
        }
        if (functions.contains("tc_version")) {
            return new Found("a tcmalloc of its own linked in", "TCMALLOC_*", Optional.of("tc_"));
        }
        return new Found("a malloc of its own linked in", "", Optional.empty());
    }

    private static Found jemalloc(String prefix) {
        return new Found(
                "a jemalloc of its own linked in",
                prefix.toUpperCase(Locale.ROOT) + "MALLOC_CONF",
                Optional.of(prefix));
    }

    /**
     * By what the file holds.
     *
     * @throws EbbException where it cannot be read
     */
    Optional<Found> in(Path file) {
        Optional<Found> known = looked.get(file);
        if (known == null) {
            known = search(file);
            looked.put(file, known);
        }
        return known;
    }

    private static Optional<Found> search(Path file) {
        boolean jemalloc = false;
        Set<String> prefixes = new TreeSet<>();
        List<Found> found = new ArrayList<>();
        byte[] bytes = new byte[PIECE];
        try (InputStream in = Files.newInputStream(file)) {
            int kept = 0;
            for (int count = in.readNBytes(bytes, 0, PIECE); count > 0; ) {
                String text = new String(bytes, 0, kept + count, StandardCharsets.ISO_8859_1);
                jemalloc |= text.contains(JEMALLOC);
                addPrefixes(text, prefixes);
                if (text.contains(MIMALLOC)) {
                    found.add(new Found("a mimalloc of its own linked in", "MIMALLOC_*", Optional.of("mi_")));
                } else if (TCMALLOC.stream().anyMatch(text::contains)) {
                    found.add(new Found("a tcmalloc of its own linked in", "", Optional.empty()));
                } else if (text.contains(GO)) {
                    found.add(new Found(
                            "the memory of Go, which no malloc gives", "GOGC and GOMEMLIMIT", Optional.empty()));
                }
                kept = Math.min(OVERLAP, kept + count);
                byte[] end = text.substring(text.length() - kept).getBytes(StandardCharsets.ISO_8859_1);
                System.arraycopy(end, 0, bytes, 0, kept);
                count = in.readNBytes(bytes, kept, PIECE - kept);
            }
        } catch (IOException e) {
            throw new EbbException(
                    "Cannot read " + file + ", to see whether an allocator is linked into it: " + Problem.of(e) + ".");
        }
        if (jemalloc) {
            return Optional.of(
                    prefixes.size() == 1
                            ? jemalloc(prefixes.iterator().next().toLowerCase(Locale.ROOT))
                            : new Found(
                                    "a jemalloc of its own linked in",
                                    "what its MALLOC_CONF is called there",
                                    Optional.empty()));
        }
        return found.stream().findFirst();
    }

    private static void addPrefixes(String text, Set<String> prefixes) {
        if (text.contains("MALLOC_CONF\0")) {
            Matcher names = CONF.matcher(text);
            while (names.find()) {
                prefixes.add(names.group(1));
            }
        }
    }
}
