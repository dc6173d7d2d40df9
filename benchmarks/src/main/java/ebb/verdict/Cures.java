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

/**
 * What helps where an allocator holds memory: settings with which the same library was measured to hold less, else what
 * the ladder's largest part asks for.
 *
 * @param rows of one burst
 * @param catalog from which measurements are recommended
 */
record Cures(List<VerdictRow> rows, Catalog catalog) {
    /** Another entry did better if it held at most half as much, and this much less. */
    private static final double BETTER_MIB = 10;

    /** A smaller difference between the CPU times of two bursts means nothing in a quick look. */
    private static final double OTHER_CPU = 0.05;

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
    private static boolean isSameLibrary(UsedAllocator one, UsedAllocator other) {
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

    private static String measured(VerdictRow row, VerdictRow better) {
        Map<String, String> settings = more(better.allocator(), row.allocator());
        List<String> with = new ArrayList<>();
        settings.forEach((name, value) -> with.add(
                name.equals(UsedAllocator.RELEASE_INTERVAL)
                        ? "a thread that calls " + row.calls().outside() + " every " + value + " s"
                        : name + "=" + value));
        OptionalDouble releaseCpu = better.known(Metric.RELEASE_CPU);
        OptionalDouble releaseMax = better.known(Metric.RELEASE_MAX);
        boolean releases = settings.containsKey(UsedAllocator.RELEASE_INTERVAL);
        String cost = releases && releaseCpu.isPresent() && releaseMax.isPresent()
                ? format(
                        "; that thread used %.2f s of CPU in %.0f s of idle, and its longest call took %.0f ms",
                        releaseCpu.getAsDouble(), better.idle(), releaseMax.getAsDouble())
                : "";
        boolean dearer = better.isSameWork(row) && Math.abs(better.cpu() - row.cpu()) >= OTHER_CPU * row.cpu();
        return format(
                        "With %s it held %.0f MiB (%s)%s",
                        String.join(" and ", with), Math.max(0, better.held()), better.id(), cost)
                + (dearer ? format("; the burst used %.1f s of CPU, not %.1f", better.cpu(), row.cpu()) : "")
                + ".";
    }

    private String byLargest(VerdictRow row, double named) {
        Rung largest = row.given().entrySet().stream()
                .filter(part -> part.getValue() >= named)
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(Rung.REST);
        // While RSS still falls by itself, nothing is known to be kept.
        Rung reason = largest == Rung.REST && row.drift() > 0 ? Rung.CLIMBED.get(0) : largest;
        return reason.advice() + (reason == Rung.OUTSIDE ? releaser(row) : "");
    }

    /** Names the catalog's entry of the same library and settings with a release thread, unless it was in this run. */
    private String releaser(VerdictRow row) {
        Optional<Allocator> own = catalog.all().stream()
                .filter(entry ->
                        entry.id().equals(row.id()) && entry.releaseInterval().isEmpty())
                .findFirst();
        return own.flatMap(plain -> catalog.all().stream()
                        .filter(entry -> entry.releaseInterval().isPresent()
                                && entry.libraries().equals(plain.libraries())
                                && entry.prefix().equals(plain.prefix())
                                && entry.environment().equals(plain.environment()))
                        .map(Allocator::id)
                        .findFirst())
                .filter(id -> rows.stream().noneMatch(other -> other.id().equals(id)))
                .map(id -> " -p allocator=" + id + " measures one that does so every so often.")
                .orElse("");
    }
}
