// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * One setting that the environment of a catalog's entry asks for. An allocator says little or nothing about a setting that
 * it does not know; so each is compared with what the library reports, or shows when it is probed.
 *
 * @param text as it was asked for, {@code MALLOC_CONF=narenas:2}
 * @param name by which the shim reports it, {@code opt.narenas}
 * @param value asked for
 */
record Setting(String text, String name, String value) {
    private static final int BITS = 64;

    /** jemalloc built with a prefix has it before this name too. */
    private static final String MALLOC_CONF = "MALLOC_CONF";

    /**
     * What a probe of glibc shows about a setting; see glibc.c.
     *
     * @param names of the variable and of the tunable
     * @param least of the values about which it shows something
     * @param most of these values
     * @param shown whether what it shows fits the value
     */
    private record Probe(
            String fact, List<String> names, long least, long most, BiPredicate<String, BigInteger> shown) {
        boolean isFor(Setting setting) {
            return names.contains(setting.name)
                    && number(setting.value)
                            .filter(value -> value.compareTo(BigInteger.valueOf(least)) >= 0
                                    && value.compareTo(BigInteger.valueOf(most)) <= 0)
                            .isPresent();
        }

        boolean holds(Setting setting, String is) {
            return number(setting.value).filter(value -> shown.test(is, value)).isPresent();
        }
    }

    private static final List<Probe> PROBES = List.of(
            // By default four concurrent threads have four arenas.
            new Probe(
                    "arenas_of_4_threads",
                    List.of("MALLOC_ARENA_MAX", "glibc.malloc.arena_max"),
                    1,
                    3,
                    (is, most) -> new BigInteger(is).compareTo(most) <= 0),
            new Probe("tcache", List.of("glibc.malloc.tcache_count"), 0, 0, (is, none) -> is.equals("off")),
            new Probe("fastbins", List.of("glibc.malloc.mxfast"), 0, 0, (is, none) -> is.equals("off")),
            new Probe(
                    "mmap_64k",
                    List.of("MALLOC_MMAP_THRESHOLD_", "glibc.malloc.mmap_threshold"),
                    0,
                    65_536,
                    (is, threshold) -> is.equals("yes")),
            new Probe("mmap_thp", List.of("glibc.malloc.hugetlb"), 1, 1, (is, asked) -> is.equals("yes")));

    /**
     * All that these variables ask for; where a list names a setting twice the last one counts.
     *
     * @param prefix of the allocator's functions; empty for one that is preloaded
     */
    static List<Setting> of(Map<String, String> environment, String prefix) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        environment.forEach((variable, value) -> {
            for (Setting setting : of(variable, value, prefix)) {
                settings.put(setting.name, setting);
            }
        });
        return new ArrayList<>(settings.values());
    }

    private static List<Setting> of(String variable, String value, String prefix) {
        return switch (variable.equals(prefix.toUpperCase(Locale.ROOT) + MALLOC_CONF) ? MALLOC_CONF : variable) {
            case MALLOC_CONF -> list(variable, value, ",", ":", "opt.");
            case "GLIBC_TUNABLES" -> list(variable, value, ":", "=", "");
            case "SCUDO_OPTIONS" -> list(variable, value, "[:,\\s]+", "=", "");
            default -> List.of(new Setting(variable + "=" + value, name(variable), value));
        };
    }

    private static List<Setting> list(String variable, String all, String separator, String equals, String prefix) {
        List<Setting> settings = new ArrayList<>();
        for (String part : all.split(separator)) {
            int end = part.indexOf(equals);
            if (!part.isEmpty()) {
                String name = end < 0 ? part : part.substring(0, end);
                settings.add(new Setting(
                        variable + "=" + part, prefix + name, end < 0 ? "" : part.substring(end + equals.length())));
            }
        }
        return settings;
    }

    private static String name(String variable) {
        String lower = variable.toLowerCase(Locale.ROOT);
        for (String prefix : List.of("mimalloc_", "tcmalloc_")) {
            if (lower.startsWith(prefix)) {
                return lower.substring(prefix.length());
            }
        }
        return variable;
    }

    /**
     * What the library has instead, as {@code name=value}; empty where it has what was asked for, or that is not known.
     *
     * @param identity the shim's facts
     */
    Optional<String> contradiction(Map<String, String> identity) {
        return answer(identity)
                .filter(answer -> !answer.holds)
                .map(answer -> answer.fact + "=" + identity.get("setting." + answer.fact));
    }

    /** Whether the library reports, or shows, that it has what was asked for. */
    boolean isProven(Map<String, String> identity) {
        return answer(identity).filter(answer -> answer.holds).isPresent();
    }

    private record Answer(String fact, boolean holds) {}

    private Optional<Answer> answer(Map<String, String> identity) {
        for (Probe probe : PROBES) {
            String shown = identity.get("setting." + probe.fact);
            if (shown != null && probe.isFor(this)) {
                return Optional.of(new Answer(probe.fact, probe.holds(this, shown)));
            }
        }
        String is = identity.get("setting." + name);
        if (is == null || number(is).isPresent() != number(value).isPresent()) {
            return Optional.empty(); // a word such as "default" stands for a number that only the library knows
        }
        boolean equal = number(is).isPresent() ? number(is).equals(number(value)) : is.equals(value);
        return Optional.of(new Answer(name, equal));
    }

    /** A number or a switch, modulo 2^64: -1 may be read as the largest number. */
    private static Optional<BigInteger> number(String text) {
        switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> {
                return Optional.of(BigInteger.ONE);
            }
            case "false", "no", "off" -> {
                return Optional.of(BigInteger.ZERO);
            }
            default -> {
                return text.matches("[+-]?\\d{1,20}")
                        ? Optional.of(new BigInteger(text).mod(BigInteger.ONE.shiftLeft(BITS)))
                        : Optional.empty();
            }
        }
    }
}
