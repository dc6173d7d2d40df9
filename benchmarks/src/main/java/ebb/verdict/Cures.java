// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import static ebb.base.Text.format;

import ebb.allocator.Allocator;
import ebb.allocator.Catalog;
import ebb.allocator.Family;
import ebb.results.Metric;
import ebb.results.Rung;
import ebb.results.UsedAllocator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What helps where an allocator holds memory: settings with which the same library was measured to hold less, else what
 * the ladder's largest part asks for.
 *
 * @param rows of one burst
 * @param catalog from which measurements are recommended
 * @param commands by which they are made
 */
record Cures(List<VerdictRow> rows, Catalog catalog, Commands commands) {
    /** Another entry did better if it held at most half as much, and this much less. */
    private static final double BETTER_MIB = 10;

    /** Settings that are calls of the load. */
    private static final Set<String> CALLS = Set.of(UsedAllocator.RELEASE_ON_PARK, UsedAllocator.RELEASE_AFTER_BURST);

    /** A smaller difference between the CPU times of two bursts means nothing in a quick look. */
    private static final double OTHER_CPU = 0.05;

    private static final String UNSETTLED = "It had not come to rest: a longer idle period shows what it comes to.";

    /** @param named MiB below which a rung is not the reason */
    String advice(VerdictRow row, double named) {
        return rows.stream()
                .filter(other -> isBetter(other, row))
                .min(Comparator.comparingDouble(VerdictRow::held))
                .map(better -> measured(row, better))
                .orElseGet(() -> byLargest(row, named));
    }

    private static boolean isBetter(VerdictRow other, VerdictRow row) {
        return isSameLibrary(other.allocator(), row.allocator())
                && !more(other.allocator(), row.allocator()).isEmpty()
                && other.held() <= row.held() / 2
                && row.held() - other.held() >= BETTER_MIB;
    }

    /** Only then did the settings make the difference. Libraries of which nothing is known are never the same. */
    static boolean isSameLibrary(UsedAllocator one, UsedAllocator other) {
        boolean known = !one.sha256().isEmpty()
                || (Family.of(one.family())
                                .filter(family -> family != Family.UNKNOWN)
                                .isPresent()
                        && one.version().matches(".*\\d.*"));
        return known
                && one.family().equals(other.family())
                && one.version().equals(other.version())
                && one.sha256().equals(other.sha256());
    }

    /**
     * The settings that one has and the other does not, or not with this value. Empty where the other has settings that
     * this one lacks: then it is not known which of them made the difference.
     */
    private static Map<String, String> more(UsedAllocator one, UsedAllocator other) {
        Map<String, String> more = new LinkedHashMap<>(one.settings());
        more.entrySet().removeAll(other.settings().entrySet());
        return one.settings().keySet().containsAll(other.settings().keySet()) ? more : Map.of();
    }

    /** Settings in words, to follow "with". */
    static String with(Map<String, String> settings, UsedAllocator.Calls calls) {
        List<String> with = new ArrayList<>();
        settings.forEach((name, value) -> with.add(
                switch (name) {
                    case UsedAllocator.RELEASE_INTERVAL ->
                        "a thread that calls " + calls.outside() + " every " + value + " s";
                    case UsedAllocator.RELEASE_ON_PARK ->
                        value.equals("light")
                                ? "the lighter of its calls by each worker that goes to sleep"
                                : calls.owner() + " called by each worker that goes to sleep";
                    case UsedAllocator.RELEASE_AFTER_BURST -> calls.outside() + " called by a thread after each burst";
                    default -> name + "=" + value;
                }));
        return String.join(" and ", with);
    }

    private static String measured(VerdictRow row, VerdictRow better) {
        Map<String, String> settings = more(better.allocator(), row.allocator());
        boolean dearer = better.isSameWork(row) && Math.abs(better.cpu() - row.cpu()) >= OTHER_CPU * row.cpu();
        return format(
                        "With %s it held %.0f MiB (%s)%s",
                        with(settings, row.calls()),
                        Math.max(0, better.held()),
                        better.id(),
                        releaseCost(settings, better))
                + (dearer ? format("; the burst used %s s of CPU, not %s", better.cpuText(), row.cpuText()) : "")
                + ".";
    }

    private static String releaseCost(Map<String, String> settings, VerdictRow better) {
        OptionalDouble cpu = better.known(Metric.RELEASE_CPU);
        OptionalDouble longest = better.known(Metric.RELEASE_MAX);
        if (cpu.isEmpty() || longest.isEmpty()) {
            return "";
        }
        return settings.containsKey(UsedAllocator.RELEASE_INTERVAL)
                ? format(
                        "; that thread used %.2f s of CPU in %.0f s of idle, and its longest call took %.0f ms",
                        cpu.getAsDouble(), better.idle(), longest.getAsDouble())
                : settings.keySet().stream().anyMatch(CALLS::contains)
                        ? format("; the longest call took %.0f ms", longest.getAsDouble())
                        : "";
    }

    private String byLargest(VerdictRow row, double named) {
        Rung largest = row.given().entrySet().stream()
                .filter(part -> part.getValue() >= named)
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(Rung.REST);
        // While that much moves by itself, up or down, nothing is known to be kept.
        if (largest == Rung.REST && row.drift() >= named) {
            return UNSETTLED;
        }
        return tried(row, largest)
                .map(other -> measured(row, other))
                .orElseGet(() -> largest.advice() + unmeasured(row, largest));
    }

    /** What this run has measured of that advice, though it did not help much. */
    private Optional<VerdictRow> tried(VerdictRow row, Rung reason) {
        Set<String> advised = switch (reason) {
            case OUTSIDE -> Set.of(UsedAllocator.RELEASE_INTERVAL, UsedAllocator.RELEASE_AFTER_BURST);
            case OWNERS -> Set.of(UsedAllocator.RELEASE_ON_PARK);
            default -> Set.of();
        };
        return rows.stream()
                .filter(other -> isSameLibrary(other.allocator(), row.allocator()))
                .filter(other -> {
                    Set<String> added = more(other.allocator(), row.allocator()).keySet();
                    return !added.isEmpty() && advised.containsAll(added);
                })
                .min(Comparator.comparingDouble(VerdictRow::held));
    }

    /** Says that an advice is no more than that, and what would measure it. */
    private String unmeasured(VerdictRow row, Rung reason) {
        String how = switch (reason) {
            // That advice is the measurement itself, or what the run has seen.
            case WAIT, NUDGE_ALONE, CHURN_ALONE -> "";
            case NUDGE, CHURN -> commands.burst(row.id(), " -prof rss:why=activity");
            case EXIT -> commands.scenario(row.id(), "exited");
            default -> catalog.cures(row.id()).isEmpty() ? "" : commands.cures(row.id());
        };
        if (!row.isLiveKnown()) {
            return reason == Rung.OUTSIDE ? releaser(row) : "";
        }
        return how.isEmpty() ? "" : " Not measured here: " + how + " does it.";
    }

    /** Of a service: names the catalog's entry of the same library with a release thread, unless it was in this run. */
    private String releaser(VerdictRow row) {
        return catalog.cures(row.id()).stream()
                .filter(entry -> entry.environment().isEmpty()
                        && entry.releases().interval().isPresent())
                .map(Allocator::id)
                .findFirst()
                .filter(id -> rows.stream().noneMatch(other -> other.id().equals(id)))
                .map(id -> " Not measured here: -p allocator=" + id + " measures one that does so every so often.")
                .orElse("");
    }
}
