// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.base.EbbException;
import ebb.base.Nearest;
import ebb.base.TomlEntry;
import ebb.base.TomlFile;
import ebb.results.RowKey;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The scenarios that a run can choose from: the bundled ones, and those in the user's files. */
public final class Scenarios {
    /** The name of the parameter that chooses one. */
    public static final String PARAMETER = RowKey.SCENARIO;

    private static final Pattern REPEATED = Pattern.compile("([^:]+):(\\d{1,4})");

    private static final String BUNDLED = "/ebb/scenarios.toml";

    private final Map<String, Scenario> byName = new LinkedHashMap<>();
    private final Map<String, Entry> entries = new HashMap<>();
    private final List<Path> files;

    private Scenarios(List<Path> files) {
        this.files = files.stream().map(Path::toAbsolutePath).toList();
    }

    /**
     * The bundled scenarios and those of these files.
     *
     * @throws EbbException with file and line when a file is wrong
     */
    public static Scenarios load(List<Path> files) {
        Scenarios scenarios = new Scenarios(files);
        scenarios.add(TomlFile.bundled(BUNDLED));
        scenarios.files.forEach(file -> scenarios.add(TomlFile.read(file)));
        return scenarios;
    }

    /** The user's files, by their absolute paths. */
    public List<Path> files() {
        return files;
    }

    /** Every scenario, in the order of the files. */
    public List<Scenario> all() {
        return List.copyOf(byName.values());
    }

    /**
     * A scenario.
     *
     * @param name of one, or {@code NAME:N} for one with that many bursts
     * @throws EbbException when there is no scenario of that name; it offers the nearest
     */
    public Scenario find(String name) {
        Matcher repeated = REPEATED.matcher(name);
        if (repeated.matches()) {
            return find(repeated.group(1)).withBursts(name, Integer.parseInt(repeated.group(2)));
        }
        Scenario found = byName.get(name);
        if (found == null) {
            throw new EbbException("There is no scenario '" + name + "'."
                    + Nearest.hintOrAll(name, byName.keySet())
                    + " Your own come with --scenarios FILE.toml.");
        }
        return found;
    }

    static Scenarios of(TomlFile file) {
        Scenarios scenarios = new Scenarios(List.of());
        scenarios.add(file);
        return scenarios;
    }

    private void add(TomlFile file) {
        for (TomlEntry table : file.only("scenario")) {
            Entry entry = new Entry(table, like(table));
            Scenario scenario = entry.scenario();
            if (byName.putIfAbsent(scenario.name(), scenario) != null) {
                throw table.error(
                        "name", "There is a scenario '" + scenario.name() + "' already; choose another name.");
            }
            entries.put(scenario.name(), entry);
        }
    }

    private @Nullable Entry like(TomlEntry table) {
        String name = table.textIf("like").orElse(null);
        Entry found = entries.get(name);
        if (name != null && found == null) {
            throw table.error(
                    "like",
                    "There is no scenario '" + name + "' before this one." + Nearest.hint(name, entries.keySet()));
        }
        return found;
    }

    /**
     * One {@code [[scenario]]} of a file: every field in its range, or an error with file and line.
     *
     * @param like has the values that the entry leaves out; null where it may leave out none
     */
    private record Entry(TomlEntry entry, @Nullable Entry like) {
        private static final String[] KEYS = {
            "name",
            "like",
            "about",
            "events",
            "tokens",
            "fixed-tokens",
            "permits",
            "workers",
            "payload",
            "buffers-request",
            "buffers-response",
            "buffer-min",
            "buffer-max",
            "hold-min-ms",
            "hold-max-ms",
            "topology",
            "survivors",
            "churn",
            "check",
            "idle",
            "warm-bursts",
            "bursts",
            "seed"
        };

        Scenario scenario() {
            entry.only(KEYS);
            Scenario scenario = new Scenario(
                    name(),
                    entry.textIf("about").orElse(""),
                    whole("events", 0, 1_000_000_000),
                    whole("tokens", 1, 1_000_000),
                    value("fixed-tokens", TomlEntry::flagIf),
                    whole("permits", 1, 1_000_000),
                    whole("workers", 1, 256),
                    whole("payload", 16, 1L << 30),
                    whole("buffers-request", 0, 1000),
                    whole("buffers-response", 0, 1000),
                    whole("buffer-min", 16, 1L << 30),
                    whole("buffer-max", 16, 1L << 30),
                    number("hold-min-ms", 0, 10_000),
                    number("hold-max-ms", 0, 10_000),
                    constant(Scenario.Topology.class, "topology", value("topology", TomlEntry::textIf)),
                    number("survivors", 0, 1),
                    number("churn", 0, 1000),
                    constant(
                            Scenario.Check.class,
                            "check",
                            valueIf("check", TomlEntry::textIf).orElse("http")),
                    number("idle", 0, 86_400),
                    (int) inRange(
                            "warm-bursts",
                            valueIf("warm-bursts", TomlEntry::integerIf).orElse(0L),
                            0,
                            1000),
                    (int) whole("bursts", 1, Scenario.MOST_BURSTS),
                    whole("seed", Long.MIN_VALUE, Long.MAX_VALUE));
            if (scenario.bufferMin() > scenario.bufferMax()) {
                throw entry.error("buffer-max", "'buffer-max' must not be below 'buffer-min'.");
            }
            if (scenario.holdMinMs() > scenario.holdMaxMs()) {
                throw entry.error("hold-max-ms", "'hold-max-ms' must not be below 'hold-min-ms'.");
            }
            return scenario;
        }

        private String name() {
            String name = entry.text("name");
            if (!name.matches("[a-z0-9][a-z0-9._-]*")) {
                throw entry.error(
                        "name",
                        "'" + name + "' is no name: use lower-case letters, digits, dots, hyphens, underscores.");
            }
            return name;
        }

        private long whole(String key, long least, long most) {
            return inRange(key, value(key, TomlEntry::integerIf), least, most);
        }

        private long inRange(String key, long value, long least, long most) {
            if (value < least || value > most) {
                throw entry.error(
                        key,
                        String.format(Locale.ROOT, "'%s' is %d and must be from %d to %d.", key, value, least, most));
            }
            return value;
        }

        private double number(String key, double least, double most) {
            double value = value(key, TomlEntry::numberIf);
            if (!(value >= least && value <= most)) {
                throw entry.error(
                        key,
                        String.format(
                                Locale.ROOT, "'%s' is %s and must be from %.0f to %.0f.", key, value, least, most));
            }
            return value;
        }

        private <E extends Enum<E>> E constant(Class<E> type, String key, String word) {
            return Nearest.constant(type, word, known -> entry.error(key, "'" + word + "' is not " + known));
        }

        private <T> T value(String key, BiFunction<TomlEntry, String, Optional<T>> read) {
            return valueIf(key, read)
                    .orElseThrow(() -> entry.error(
                            "This scenario needs '" + key + "', or 'like' with the name of one that has it."));
        }

        private <T> Optional<T> valueIf(String key, BiFunction<TomlEntry, String, Optional<T>> read) {
            Optional<T> own = read.apply(entry, key);
            return own.isPresent() || like == null ? own : like.valueIf(key, read);
        }
    }
}
