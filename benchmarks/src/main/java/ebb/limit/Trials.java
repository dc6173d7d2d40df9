// SPDX-License-Identifier: Apache-2.0
package ebb.limit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** How the forks ended under each limit. */
final class Trials {
    private final LimitSearch.Prober prober;
    private final int tolerated;
    private final NavigableMap<Long, List<Double>> scores = new TreeMap<>();
    private final Map<Long, Integer> killed = new HashMap<>();

    /** @param tolerated how many forks of one limit may be killed, where it is survived all the same */
    Trials(LimitSearch.Prober prober, int tolerated) {
        this.prober = prober;
        this.tolerated = tolerated;
    }

    /**
     * Starts forks under a limit until it is known whether it is survived; those that it has had count.
     *
     * @param own how many of its own must survive
     * @param all how many must that had it or less: who survives with less survives with more
     * @return empty where the run was interrupted
     */
    Optional<Boolean> survives(long mib, int own, int all) {
        List<Double> survived = scores.computeIfAbsent(mib, none -> new ArrayList<>());
        while (killed(mib) <= tolerated && (survived.size() < own || survivors(mib) < all)) {
            OptionalDouble score = prober.probe(mib, forks(mib) + 1);
            if (score.isEmpty()) {
                return Optional.empty();
            }
            if (Double.isNaN(score.getAsDouble())) {
                killed.merge(mib, 1, Integer::sum);
            } else {
                survived.add(score.getAsDouble());
            }
        }
        return Optional.of(killed(mib) <= tolerated);
    }

    private int killed(long mib) {
        return killed.getOrDefault(mib, 0);
    }

    /** How many forks a limit has had. */
    int forks(long mib) {
        return scores(mib).size() + killed(mib);
    }

    /** How many forks have survived a limit or less. */
    int survivors(long mib) {
        return scores.headMap(mib, true).values().stream().mapToInt(List::size).sum();
    }

    /** Those of its forks that survived a limit. */
    List<Double> scores(long mib) {
        return scores.getOrDefault(mib, List.of());
    }
}
