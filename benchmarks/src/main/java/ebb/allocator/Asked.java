// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a fork was asked to run on, as the host tells it by system properties: the fork reads no catalog.
 *
 * @param id the allocator's id or path
 * @param family as in the catalog
 * @param libraries real paths of what is preloaded; empty for the C library
 * @param environment the variables of the catalog entry
 * @param expect the settings to be read back
 * @param releaseInterval of the thread that the fork starts to release memory; empty for none
 * @param stems beginnings of the file names of all the catalog's libraries, such as {@code libjemalloc.so}
 */
record Asked(
        String id,
        String family,
        List<Path> libraries,
        Map<String, String> environment,
        Map<String, String> expect,
        Optional<Duration> releaseInterval,
        List<String> stems) {

    /** What the names of all these properties begin with. */
    static final String PREFIX = "ebb.asked.";

    private static final String ID = PREFIX + "id";
    private static final String FAMILY = PREFIX + "family";
    private static final String LIBRARIES = PREFIX + "library";
    private static final String STEMS = PREFIX + "stems";
    private static final String RELEASE_INTERVAL = PREFIX + "release_interval";
    private static final String ENVIRONMENT = PREFIX + "environment.";
    private static final String EXPECT = PREFIX + "expect.";

    static Asked of(Resolved resolved, List<Allocator> catalog) {
        Allocator allocator = resolved.allocator();
        return new Asked(
                allocator.id(),
                allocator.family(),
                resolved.preload(),
                allocator.environment(),
                allocator.expect(),
                allocator.releaseInterval(),
                catalog.stream()
                        .flatMap(entry -> entry.libraries().stream())
                        .map(Asked::stem)
                        .distinct()
                        .toList());
    }

    /** Empty when the fork was not started through {@link AllocatorForks}. */
    static Optional<Asked> from(Properties properties) {
        if (properties.getProperty(ID) == null) {
            return Optional.empty();
        }
        return Optional.of(new Asked(
                properties.getProperty(ID),
                properties.getProperty(FAMILY, Allocator.UNKNOWN),
                list(properties, LIBRARIES, ":").stream().map(Path::of).toList(),
                group(properties, ENVIRONMENT),
                group(properties, EXPECT),
                Optional.ofNullable(properties.getProperty(RELEASE_INTERVAL))
                        .map(seconds -> Duration.ofNanos(
                                new BigDecimal(seconds).movePointRight(9).longValueExact())),
                list(properties, STEMS, ",")));
    }

    /** As options of the JVM. */
    List<String> options() {
        List<String> options = new ArrayList<>();
        options.add(option(ID, id));
        options.add(option(FAMILY, family));
        options.add(option(LIBRARIES, libraries.stream().map(Path::toString).collect(Collectors.joining(":"))));
        options.add(option(STEMS, String.join(",", stems)));
        releaseInterval.ifPresent(interval -> options.add(option(RELEASE_INTERVAL, Allocator.seconds(interval))));
        environment.forEach((name, value) -> options.add(option(ENVIRONMENT + name, value)));
        expect.forEach((name, value) -> options.add(option(EXPECT + name, value)));
        return options;
    }

    private static String option(String name, String value) {
        return "-D" + name + "=" + value;
    }

    private static List<String> list(Properties properties, String name, String separator) {
        return Arrays.stream(properties.getProperty(name, "").split(separator))
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static Map<String, String> group(Properties properties, String prefix) {
        Map<String, String> group = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(prefix)) {
                group.put(name.substring(prefix.length()), properties.getProperty(name));
            }
        }
        return group;
    }

    private static String stem(String library) {
        String file = library.substring(library.lastIndexOf('/') + 1);
        int end = file.indexOf(".so");
        return end < 0 ? file : file.substring(0, end) + ".so";
    }
}
