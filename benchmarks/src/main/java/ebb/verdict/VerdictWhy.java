// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import ebb.allocator.Allocator;
import ebb.allocator.Catalog;
import ebb.allocator.Family;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What is known of why one allocator's memory stayed.
 *
 * @param family as in the catalog
 * @param settings of the catalog's entry, on one line
 * @param interval between two calls of the release by a thread of the fork, as text in seconds; empty for no such thread
 * @param measures id of the catalog's entry of that family that has such a thread; empty where there is none
 * @param given MiB given back at each step; a step that the allocator does not have is left out
 * @param gap MiB that RSS grew more than the allocator's own books since the base; empty where it keeps none
 * @param releaseCpu seconds of CPU of that thread in the idle period
 * @param releaseMax milliseconds of its longest call
 */
public record VerdictWhy(
        String family,
        String settings,
        Optional<String> interval,
        Optional<String> measures,
        Map<Step, Double> given,
        OptionalDouble gap,
        OptionalDouble releaseCpu,
        OptionalDouble releaseMax) {

    public VerdictWhy {
        // In the order of the steps, whatever the map given.
        Map<Step, Double> ordered = new EnumMap<>(Step.class);
        ordered.putAll(given);
        given = ordered;
    }

    /** @param figures of the result by label; empty where it has none of that label */
    public static VerdictWhy of(Allocator allocator, Catalog catalog, Function<String, OptionalDouble> figures) {
        return of(
                allocator.family().toString(),
                allocator.settingsText(),
                allocator.releaseInterval().map(Allocator::seconds),
                catalog.all().stream()
                        .filter(entry -> entry.family() == allocator.family())
                        .filter(entry -> entry.releaseInterval().isPresent())
                        .map(Allocator::id)
                        .findFirst(),
                figures);
    }

    /** Of an allocator that the catalog does not have. */
    public static VerdictWhy ofUnknown(Function<String, OptionalDouble> figures) {
        return of(Family.UNKNOWN.toString(), "", Optional.empty(), Optional.empty(), figures);
    }

    private static VerdictWhy of(
            String family,
            String settings,
            Optional<String> interval,
            Optional<String> measures,
            Function<String, OptionalDouble> figures) {
        Map<Step, Double> given = new EnumMap<>(Step.class);
        for (Step step : Step.values()) {
            figures.apply(step.label()).ifPresent(value -> given.put(step, value));
        }
        return new VerdictWhy(
                family,
                settings,
                interval,
                measures,
                given,
                figures.apply("heap.gap"),
                figures.apply("release.cpu"),
                figures.apply("release.max"));
    }

    /** MiB that were resident at the end of idle above base, live and what is given back lazily. */
    double held() {
        return given.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
