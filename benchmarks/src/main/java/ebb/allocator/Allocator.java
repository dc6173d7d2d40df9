// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.results.UsedAllocator;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
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
 * @param id name of the entry, or the library's path where one was given instead of a name
 * @param family {@link Family#UNKNOWN} where the catalog does not tell
 * @param libraries what LD_PRELOAD gets, in this order: file names to look for, or paths; empty for the C library
 * @param environment variables that the fork gets; every other variable of that kind is unset
 * @param expect settings that the fork reads back from the library before its load, by the shim's names; a name
 *     {@code a|b} stands for whichever of the two the library's version has
 * @param releaseInterval from one call of the allocator's own release to the next, by a thread that the fork starts; empty
 *     for no such thread
 * @param prefix of its functions' names, where the program of a service has it linked in and nothing is preloaded:
 *     {@code _rjem_} for {@code _rjem_malloc}; empty for an allocator that is preloaded, and for the C library
 * @param about one line in plain words
 * @param quick whether the quick verdict runs it
 * @param source the user's file that the entry is from; empty for a bundled entry and for a path
 */
public record Allocator(
        String id,
        Family family,
        List<String> libraries,
        Map<String, String> environment,
        Map<String, String> expect,
        Optional<Duration> releaseInterval,
        Optional<String> prefix,
        String about,
        boolean quick,
        Optional<Path> source) {

    public Allocator {
        libraries = List.copyOf(libraries);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        expect = Collections.unmodifiableMap(new LinkedHashMap<>(expect));
    }

    /** A library taken as it is, without settings; its family is found in the fork. */
    static Allocator ofPath(String path) {
        String library = Path.of(path).toAbsolutePath().normalize().toString();
        return new Allocator(
                path,
                Family.UNKNOWN,
                List.of(library),
                Map.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                "a library given by its path",
                true,
                Optional.empty());
    }

    /** The environment and the release interval. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>(environment);
        releaseInterval.ifPresent(interval -> settings.put(UsedAllocator.RELEASE_INTERVAL, seconds(interval)));
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

    /** As a decimal number, {@code 1} or {@code 0.25}. */
    public static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros().toPlainString();
    }
}
