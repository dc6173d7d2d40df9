// SPDX-License-Identifier: Apache-2.0
package ebb.limit;

import ebb.results.Figure;
import ebb.results.Metric;
import ebb.results.ResultRow;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Finds the smallest limit that a row survives, from a fork of it without one.
 *
 * <p>A limit is survived where each of some forks is; the first that is killed decides. The search begins between what
 * nothing can do without, the JVM's anonymous memory and the most that was live, and the highest RSS.
 */
public final class LimitSearch {
    /** One fork under a limit. */
    public interface Prober {
        /**
         * @param fork 1 for the first under this limit
         * @return the length of its burst in seconds, NaN where its limit has ended it; empty where the run was
         *     interrupted
         */
        OptionalDouble probe(long mib, int fork);
    }

    /** Is told each answer. */
    public interface Listener {
        /** @param left how many more limits will be tried */
        void answered(long mib, boolean survived, int left);
    }

    /**
     * MiB.
     *
     * @param died the largest limit that was not survived; empty where none was tried that low
     * @param makespan seconds, the median of the forks under the smallest
     */
    public record Found(long smallest, OptionalLong died, double makespan) {}

    private final ResultRow row;
    private final int forks;

    /**
     * @param row without a limit
     * @param forks that must survive
     */
    public LimitSearch(ResultRow row, int forks) {
        this.row = row;
        this.forks = forks;
    }

    /** MiB; NaN where a fork did not tell. */
    static double value(ResultRow row, Metric metric) {
        double[] values = Objects.requireNonNull(row.metrics().get(metric.label()), metric.label())
                .forks();
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    private Bisection bisection() {
        return new Bisection((long) (value(row, Metric.BASE_ANON) + value(row, Metric.LIVE_PEAK)), (long)
                Math.ceil(value(row, Metric.RSS_PEAK)));
    }

    /** How many limits will be tried, roughly. */
    public int steps() {
        return bisection().left();
    }

    /** Empty where it was interrupted. */
    public Optional<Found> run(Prober prober, Listener listener) {
        Bisection bisection = bisection();
        Map<Long, Double> makespans = new HashMap<>();
        for (OptionalLong next = bisection.next(); next.isPresent(); next = bisection.next()) {
            long mib = next.getAsLong();
            double[] lengths = new double[forks];
            boolean survived = true;
            for (int fork = 1; fork <= forks && survived; fork++) {
                OptionalDouble length = prober.probe(mib, fork);
                if (length.isEmpty()) {
                    return Optional.empty();
                }
                lengths[fork - 1] = length.getAsDouble();
                survived = !Double.isNaN(length.getAsDouble());
            }
            if (survived) {
                makespans.put(mib, median(lengths));
            }
            bisection.took(mib, survived);
            listener.answered(mib, survived, bisection.left());
        }
        long smallest = bisection.smallest();
        return Optional.of(new Found(
                smallest, bisection.largestThatDied(), Objects.requireNonNull(makespans.get(smallest), "survived")));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** What was found, as metrics of the row. */
    public List<Figure> figures(Found found) {
        double above = found.smallest() - value(row, Metric.BASE_ANON);
        double live = value(row, Metric.LIVE_PEAK);
        return List.of(
                Metric.LIMIT_MIN.at(found.smallest()),
                Metric.LIMIT_DIED.at(found.died().isPresent() ? found.died().getAsLong() : Double.NaN),
                Metric.LIMIT_ABOVE.at(above),
                Metric.LIMIT_RATIO.at(live > 0 ? above / live : Double.NaN),
                Metric.LIMIT_MAKESPAN.at(found.makespan()));
    }
}
