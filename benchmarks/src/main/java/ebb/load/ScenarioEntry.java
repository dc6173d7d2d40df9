// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.base.Nearest;
import ebb.base.TomlEntry;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One {@code [[scenario]]} of a file: every field in its range, or an error with file and line. */
final class ScenarioEntry {
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
        "idle",
        "warm-bursts",
        "bursts",
        "seed"
    };

    private final TomlEntry entry;

    private ScenarioEntry(TomlEntry entry) {
        this.entry = entry;
    }

    /** @param like whose values the fields have that the entry leaves out; null: it may leave out none */
    static Scenario read(TomlEntry entry, @Nullable Scenario like) {
        entry.only(KEYS);
        return new ScenarioEntry(entry).scenario(like);
    }

    private Scenario scenario(@Nullable Scenario like) {
        Scenario scenario = new Scenario(
                name(),
                entry.textIf("about").orElse(""),
                whole("events", 0, 1_000_000_000, like == null ? null : like.events()),
                whole("tokens", 1, 1_000_000, like == null ? null : like.tokens()),
                entry.flagIf("fixed-tokens")
                        .orElseGet(() -> fallback("fixed-tokens", like == null ? null : like.fixedTokens())),
                whole("permits", 1, 1_000_000, like == null ? null : like.permits()),
                whole("workers", 1, 256, like == null ? null : like.workers()),
                whole("payload", 16, 1L << 30, like == null ? null : like.payload()),
                whole("buffers-request", 0, 1000, like == null ? null : like.buffersRequest()),
                whole("buffers-response", 0, 1000, like == null ? null : like.buffersResponse()),
                whole("buffer-min", 16, 1L << 30, like == null ? null : like.bufferMin()),
                whole("buffer-max", 16, 1L << 30, like == null ? null : like.bufferMax()),
                number("hold-min-ms", 0, 10_000, like == null ? null : like.holdMinMs()),
                number("hold-max-ms", 0, 10_000, like == null ? null : like.holdMaxMs()),
                topology(like == null ? null : like.topology()),
                number("survivors", 0, 1, like == null ? null : like.survivors()),
                number("churn", 0, 1000, like == null ? null : like.churn()),
                number("idle", 0, 86_400, like == null ? null : like.idleSeconds()),
                (int) whole("warm-bursts", 0, 1000, like == null ? 0L : (long) like.warmBursts()),
                (int) whole("bursts", 1, 1000, like == null ? null : (long) like.bursts()),
                whole("seed", Long.MIN_VALUE, Long.MAX_VALUE, like == null ? null : like.seed()));
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
                    "name", "'" + name + "' is no name: use lower-case letters, digits, dots, hyphens, underscores.");
        }
        return name;
    }

    private long whole(String key, long least, long most, @Nullable Long like) {
        long value = entry.integerIf(key).orElseGet(() -> fallback(key, like));
        if (value < least || value > most) {
            throw entry.error(
                    key, String.format(Locale.ROOT, "'%s' is %d and must be from %d to %d.", key, value, least, most));
        }
        return value;
    }

    private double number(String key, double least, double most, @Nullable Double like) {
        double value = entry.numberIf(key).orElseGet(() -> fallback(key, like));
        if (!(value >= least && value <= most)) {
            throw entry.error(
                    key,
                    String.format(Locale.ROOT, "'%s' is %s and must be from %.0f to %.0f.", key, value, least, most));
        }
        return value;
    }

    private Topology topology(@Nullable Topology like) {
        String word = entry.textIf("topology").orElse(null);
        if (word == null) {
            return fallback("topology", like);
        }
        return Nearest.constant(
                word,
                Topology.values(),
                Topology::word,
                choice -> entry.error("topology", "'" + word + "' is not " + choice));
    }

    private <T> T fallback(String key, @Nullable T like) {
        if (like == null) {
            throw entry.error("This scenario needs '" + key + "', or 'like' with the name of one that has it.");
        }
        return like;
    }
}
