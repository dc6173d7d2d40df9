// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An implementation of malloc together with its settings: an entry of the catalog, and a value of the JMH parameter
 * {@code allocator}.
 *
 * @param id name of the entry, or the path that was given instead
 * @param family {@link Family#UNKNOWN} where the catalog does not say
 * @param libraries what LD_PRELOAD gets, in this order: file names to look for, or paths; empty for the C library
 * @param environment variables of the fork; all others that concern allocators are unset
 * @param expect settings that the fork reads back from the library before its load, by the shim's names; {@code a|b} is
 *     whichever name the library's version has
 * @param releases the calls that make it give memory back meanwhile
 * @param about one line in plain words
 * @param quick whether the quick verdict runs it
 * @param source the user's file that has the entry; empty for a bundled entry and for a path
 */
public record Allocator(
        String id,
        Family family,
        List<String> libraries,
        Map<String, String> environment,
        Map<String, String> expect,
        Releases releases,
        Optional<String> prefix,
        String about,
        boolean quick,
        Optional<Path> source) {

    public Allocator {
        libraries = List.copyOf(libraries);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        expect = Collections.unmodifiableMap(new LinkedHashMap<>(expect));
    }

    /** A library without settings; the fork finds its family. */
    static Allocator ofPath(String path) {
        String library = Path.of(path).toAbsolutePath().normalize().toString();
        return new Allocator(
                path,
                Family.UNKNOWN,
                List.of(library),
                Map.of(),
                Map.of(),
                Releases.NONE,
                Optional.empty(),
                "a library given by its path",
                true,
                Optional.empty());
    }

    /** The environment, and when it is asked to release. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>(environment);
        settings.putAll(releases.settings());
        return settings;
    }

    /** The settings as {@code K=V K=V}, or {@code defaults}. */
    public String settingsText() {
        Map<String, String> settings = settings();
        return settings.isEmpty()
                ? "defaults"
                : settings.entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue())
                        .collect(Collectors.joining(" "));
    }
}
