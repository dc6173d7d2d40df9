// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.Nearest;
import ebb.base.Printable;
import ebb.base.TomlEntry;
import ebb.results.UsedAllocator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads and checks one {@code [[allocator]]} of a catalog file; the bundled catalog says what each key means. */
final class CatalogEntry {
    /** Without commas, at which JMH splits a parameter's values, and slashes, which mark a path. */
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,39}");

    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_]{0,40}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private CatalogEntry() {}

    static Allocator read(TomlEntry entry, Optional<Path> source) {
        entry.only(
                "id",
                "family",
                "library",
                "environment",
                "expect",
                UsedAllocator.RELEASE_INTERVAL,
                UsedAllocator.RELEASE_ON_PARK,
                UsedAllocator.RELEASE_AFTER_BURST,
                "prefix",
                "about",
                "quick");
        List<String> libraries = entry.texts("library").stream()
                .map(name -> library(entry, name, source))
                .toList();
        Optional<String> prefix = prefix(entry, libraries);
        return new Allocator(
                id(entry),
                family(entry, libraries, prefix),
                libraries,
                environment(entry),
                entry.table("expect", false),
                Releases.read(entry),
                prefix,
                entry.textIf("about").orElse(""),
                quick(entry, prefix),
                source);
    }

    private static String id(TomlEntry entry) {
        String id = entry.text("id");
        if (!ID.matcher(id).matches()) {
            throw entry.error(
                    "id",
                    "The id '" + id + "' must be 1 to 40 lower-case letters, digits, dots, hyphens and underscores,"
                            + " and begin with a letter or digit.");
        }
        return id;
    }

    private static Optional<String> prefix(TomlEntry entry, List<String> libraries) {
        Optional<String> prefix = entry.textIf("prefix");
        prefix.ifPresent(text -> {
            if (!PREFIX.matcher(text).matches()) {
                throw entry.error(
                        "prefix",
                        "The prefix '" + text + "' must be what stands before malloc in the name of a function, as in"
                                + " _rjem_malloc: letters, digits and underscores.");
            }
            if (!libraries.isEmpty()) {
                throw entry.error(
                        "prefix",
                        "An entry with 'prefix' has no 'library': the allocator is linked into the service's program.");
            }
        });
        return prefix;
    }

    private static boolean quick(TomlEntry entry, Optional<String> prefix) {
        boolean quick = entry.flagIf("quick").orElse(prefix.isEmpty());
        if (quick && prefix.isPresent()) {
            throw entry.error("quick", "An entry with 'prefix' is for services alone: leave out 'quick'.");
        }
        return quick;
    }

    private static Family family(TomlEntry entry, List<String> libraries, Optional<String> prefix) {
        Family family = entry.textIf("family")
                .map(word -> Nearest.constant(
                        Family.class,
                        word,
                        known -> entry.error("family", "The family '" + word + "' is not " + known)))
                .orElse(Family.UNKNOWN);
        if (prefix.isPresent() && family == Family.GLIBC) {
            throw entry.error("family", "The family glibc has no 'prefix': it is in the system's C library.");
        }
        if (prefix.isEmpty() && libraries.isEmpty() != (family == Family.GLIBC)) {
            throw entry.error(
                    libraries.isEmpty()
                            ? "This entry needs 'library'; only the family glibc has none."
                            : "The family glibc has no 'library': it is the system's own.");
        }
        return family;
    }

    private static String library(TomlEntry entry, String name, Optional<Path> source) {
        if (name.isBlank()) {
            throw entry.error("library", "A library's name is empty.");
        }
        if (name.indexOf('/') < 0) {
            return name.replace("{arch}", Host.llvmArchitecture());
        }
        Path path = Path.of(name);
        Path folder = source.map(file -> file.toAbsolutePath().getParent()).orElse(Path.of("/"));
        return folder.resolve(path).normalize().toString();
    }

    private static Map<String, String> environment(TomlEntry entry) {
        Map<String, String> environment = entry.table("environment", true);
        environment.forEach((name, value) -> {
            if (!VARIABLE.matcher(name).matches()) {
                throw entry.error("environment", "'" + name + "' cannot be the name of an environment variable.");
            }
            if (name.equals("LD_PRELOAD")) {
                throw entry.error("environment", "LD_PRELOAD is Ebb's own: name the file in 'library'.");
            }
            if (!Printable.isLine(value)) {
                throw entry.error("environment", "The value of " + name + " is more than one line.");
            }
        });
        return environment;
    }
}
