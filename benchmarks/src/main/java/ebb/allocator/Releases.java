// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.Nearest;
import ebb.base.TomlEntry;
import ebb.results.UsedAllocator;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * When an allocator is asked to give memory back while the program runs, beside what its settings do by themselves.
 *
 * @param interval between the calls of a thread of the fork
 * @param onPark the call that each worker of the load makes as it goes to sleep
 * @param afterBurst whether a thread of the fork makes one call as each idle period begins
 */
public record Releases(Optional<Duration> interval, Optional<OnPark> onPark, boolean afterBurst) {
    /** What a worker calls for what it holds itself. */
    public enum OnPark {
        /** The owner's call. */
        OWNER,
        /** One that leaves more behind and costs less; few allocators have it. */
        LIGHT
    }

    public static final Releases NONE = new Releases(Optional.empty(), Optional.empty(), false);

    /** Seconds. */
    private static final double LEAST_INTERVAL = 0.001;

    private static final double MOST_INTERVAL = 3600;

    /** Those of a catalog's entry. */
    static Releases read(TomlEntry entry) {
        Optional<Double> seconds = entry.numberIf(UsedAllocator.RELEASE_INTERVAL);
        seconds.ifPresent(value -> {
            if (!(value >= LEAST_INTERVAL && value <= MOST_INTERVAL)) {
                throw entry.error(
                        UsedAllocator.RELEASE_INTERVAL,
                        "'release-interval' is " + value + " and must be from 0.001 to 3600 seconds.");
            }
        });
        return new Releases(
                seconds.map(value -> Duration.ofNanos(Math.round(value * 1e9))),
                entry.textIf(UsedAllocator.RELEASE_ON_PARK)
                        .map(word -> Nearest.constant(
                                OnPark.class,
                                word,
                                known -> entry.error(
                                        UsedAllocator.RELEASE_ON_PARK,
                                        "'release-on-park' is '" + word + "', which is not " + known))),
                entry.flagIf(UsedAllocator.RELEASE_AFTER_BURST).orElse(false));
    }

    /** From the texts of {@link #settings}. */
    static Releases of(Function<String, @Nullable String> settings) {
        return new Releases(
                Optional.ofNullable(settings.apply(UsedAllocator.RELEASE_INTERVAL))
                        .map(seconds -> Duration.ofNanos(
                                new BigDecimal(seconds).movePointRight(9).longValueExact())),
                Optional.ofNullable(settings.apply(UsedAllocator.RELEASE_ON_PARK))
                        .map(word -> OnPark.valueOf(word.toUpperCase(Locale.ROOT))),
                settings.apply(UsedAllocator.RELEASE_AFTER_BURST) != null);
    }

    /** By the catalog's keys; those that are not asked for are left out. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        interval.ifPresent(every -> settings.put(UsedAllocator.RELEASE_INTERVAL, seconds(every)));
        onPark.ifPresent(
                call -> settings.put(UsedAllocator.RELEASE_ON_PARK, call.name().toLowerCase(Locale.ROOT)));
        if (afterBurst) {
            settings.put(UsedAllocator.RELEASE_AFTER_BURST, "true");
        }
        return settings;
    }

    /** Whether any call is made. */
    public boolean any() {
        return !equals(NONE);
    }

    /** Whether the load itself must make calls, which only that of {@code Burst} does. */
    public boolean byLoad() {
        return onPark.isPresent() || afterBurst;
    }

    /** As a decimal number, {@code 1} or {@code 0.25}. */
    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros().toPlainString();
    }
}
