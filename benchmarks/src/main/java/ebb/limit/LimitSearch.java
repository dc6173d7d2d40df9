// SPDX-License-Identifier: Apache-2.0
package ebb.limit;

import ebb.base.EbbException;
import ebb.results.Figure;
import ebb.results.Measured;
import ebb.results.Metric;
import ebb.results.ResultRow;
import java.util.ArrayList;
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
 * <p>A limit is survived where enough of its forks are; no more are started than decide that. The search begins between
 * what nothing can do without and what was taken without a limit: of a burst the JVM's anonymous memory with the most that
 * was live, and the highest RSS; of a service its RSS before the burst, and the highest; of a steady load half of what its
 * cgroup was charged, and all of it.
 */
public final class LimitSearch {
    /** One fork under a limit. */
    public interface Prober {
        /**
         * @param fork 1 for the first under this limit
         * @return its score, NaN where its limit has ended it; empty where the run was interrupted
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
     * @param score the median of the forks that survived the smallest
     */
    public record Found(long smallest, OptionalLong died, double score) {}

    private final ResultRow row;
    private final int forks;
    private final int survivors;
    private final double low;
    private final double high;

    /**
     * @param row without a limit
     * @param forks under each limit
     * @param survivors how many of them must survive
     * @throws EbbException where nobody knows what the row took without a limit
     */
    public LimitSearch(ResultRow row, int forks, int survivors) {
        this.row = row;
        this.forks = forks;
        this.survivors = survivors;
        double peak = value(row, Metric.RSS_PEAK);
        this.high = Double.isNaN(peak) ? value(row, Metric.LIMIT_PEAK) : peak;
        double needed = value(row, Metric.BASE_ANON) + value(row, Metric.LIVE_PEAK);
        double base = value(row, Metric.RSS_BASE);
        this.low = !Double.isNaN(needed) ? needed : !Double.isNaN(base) ? base : high / 2;
        if (Double.isNaN(high)) {
            throw new EbbException("without a limit: the kernel does not tell how much its cgroup was charged at most"
                    + " (memory.peak, since Linux 5.19), so no search can begin.");
        }
    }

    /** NaN where a fork did not tell, or the row has no such metric. */
    static double value(ResultRow row, Metric metric) {
        Measured measured = row.metrics().get(metric.label());
        return measured == null
                ? Double.NaN
                : Arrays.stream(measured.forks()).average().orElse(Double.NaN);
    }

    private Bisection bisection() {
        return new Bisection((long) low, (long) Math.ceil(high));
    }

    /** How many limits will be tried, roughly. */
    public int steps() {
        return bisection().left();
    }

    /** Empty where it was interrupted. */
    public Optional<Found> run(Prober prober, Listener listener) {
        Bisection bisection = bisection();
        Map<Long, Double> scores = new HashMap<>();
        for (OptionalLong next = bisection.next(); next.isPresent(); next = bisection.next()) {
            long mib = next.getAsLong();
            List<Double> survived = new ArrayList<>();
            for (int fork = 1, killed = 0; survived.size() < survivors && killed <= forks - survivors; fork++) {
                OptionalDouble score = prober.probe(mib, fork);
                if (score.isEmpty()) {
                    return Optional.empty();
                }
                if (Double.isNaN(score.getAsDouble())) {
                    killed++;
                } else {
                    survived.add(score.getAsDouble());
                }
            }
            boolean survives = survived.size() == survivors;
            if (survives) {
                scores.put(mib, median(survived));
            }
            bisection.took(mib, survives);
            listener.answered(mib, survives, bisection.left());
        }
        long smallest = bisection.smallest();
        return Optional.of(new Found(
                smallest, bisection.largestThatDied(), Objects.requireNonNull(scores.get(smallest), "survived")));
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** What was found, as metrics of the row. */
    public List<Figure> figures(Found found) {
        List<Figure> figures = new ArrayList<>(List.of(
                Metric.LIMIT_MIN.at(found.smallest()),
                Metric.LIMIT_DIED.at(found.died().isPresent() ? found.died().getAsLong() : Double.NaN),
                Metric.LIMIT_FORKS.at(forks),
                Metric.LIMIT_SURVIVORS.at(survivors)));
        double above = found.smallest() - value(row, Metric.BASE_ANON);
        if (!Double.isNaN(above)) {
            double live = value(row, Metric.LIVE_PEAK);
            figures.add(Metric.LIMIT_ABOVE.at(above));
            figures.add(Metric.LIMIT_RATIO.at(live > 0 ? above / live : Double.NaN));
        }
        if (row.metrics().containsKey(Metric.MAKESPAN.label())) {
            figures.add(Metric.LIMIT_MAKESPAN.at(found.score()));
        }
        return figures;
    }
}
