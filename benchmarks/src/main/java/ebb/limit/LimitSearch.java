// SPDX-License-Identifier: Apache-2.0
package ebb.limit;

import ebb.base.EbbException;
import ebb.results.Figure;
import ebb.results.Measured;
import ebb.results.Metric;
import ebb.results.ResultRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Finds the smallest limit that a row survives, from a fork of it without one.
 *
 * <p>A limit is survived where enough of its forks are; no more are started than decide that. The search begins between
 * what nothing can do without and what was taken without a limit: of a burst the JVM's anonymous memory with the most that
 * was live, and the highest RSS; of a service its RSS before the burst, and the highest; of a steady load half of what its
 * cgroup was charged, and all of it; each with some room above.
 *
 * <p>What forks need differs by some per cent, so where the halving ends is chance. Therefore it is only the first half:
 * from there on the search climbs, until a limit has {@link #CONFIRMATIONS} times as many forks that survived it or less.
 * In 2,000 simulated pairs of searches for each standard deviation of 1.9 % and 2.9 % of the limit, as forks of jemalloc
 * and glibc had, two differed by more than 3 % in 0.1 % and 1.8 % of the pairs, with 21 and 22 forks a search; without the
 * climb, with steps of 2 % from the measured peak, in 13 % and 25 %, with 11.
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
        /**
         * @param forks that this limit has had
         * @param left how many more will be made, roughly
         */
        void answered(long mib, boolean survived, int forks, int left);
    }

    /**
     * MiB.
     *
     * @param died the largest limit that was not survived; empty where none was tried that low
     * @param forks that survived the smallest
     * @param score their median
     */
    public record Found(long smallest, OptionalLong died, int forks, double score) {}

    /** How many times as many forks must survive the smallest limit, or less, as any limit that is tried. */
    static final int CONFIRMATIONS = 5;

    /** The peak of one fork is below that of every second other: with room above it the first range is right. */
    private static final double ROOM = 1.05;

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
        return new Bisection((long) low, (long) Math.ceil(high * ROOM));
    }

    /** How many forks will be made, roughly. */
    public int forks() {
        return left(bisection(), new Trials((mib, fork) -> OptionalDouble.empty(), 0));
    }

    /** Of the limits to try about every second is not survived, and its first fork may tell. */
    private int left(Bisection bisection, Trials trials) {
        return bisection.left() * (survivors + 1) / 2 + missing(bisection.smallest(), trials);
    }

    private int missing(long mib, Trials trials) {
        return Math.max(0, CONFIRMATIONS * survivors - trials.survivors(mib));
    }

    /** Empty where it was interrupted. */
    public Optional<Found> run(Prober prober, Listener listener) {
        Bisection bisection = bisection();
        Trials trials = new Trials(prober, forks - survivors);
        for (OptionalLong next = bisection.next(); next.isPresent(); next = bisection.next()) {
            long mib = next.getAsLong();
            Optional<Boolean> survives = trials.survives(mib, survivors, 0);
            if (survives.isEmpty()) {
                return Optional.empty();
            }
            bisection.took(mib, survives.get());
            listener.answered(mib, survives.get(), trials.forks(mib), left(bisection, trials));
        }
        return climb(bisection.smallest(), bisection.largestThatDied(), trials, listener);
    }

    private Optional<Found> climb(long first, OptionalLong below, Trials trials, Listener listener) {
        OptionalLong died = below;
        for (long mib = first; ; mib = Grid.above(mib)) {
            Optional<Boolean> survives = trials.survives(mib, survivors, CONFIRMATIONS * survivors);
            if (survives.isEmpty()) {
                return Optional.empty();
            }
            if (survives.get()) {
                listener.answered(mib, true, trials.forks(mib), 0);
                List<Double> scores = trials.scores(mib);
                return Optional.of(new Found(mib, died, scores.size(), median(scores)));
            }
            listener.answered(mib, false, trials.forks(mib), missing(Grid.above(mib), trials));
            died = OptionalLong.of(mib);
        }
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
                Metric.LIMIT_FORKS.at(found.forks()),
                Metric.LIMIT_ASKED.at(forks),
                Metric.LIMIT_SURVIVORS.at(survivors)));
        double above = found.smallest() - value(row, Metric.BASE_ANON);
        if (!Double.isNaN(above)) {
            double live = value(row, Metric.LIVE_PEAK);
            // The base is another fork's and the limit is known to a step: less than two of them shows no need.
            double known = above >= 2 * Grid.step(found.smallest()) ? above : Double.NaN;
            figures.add(Metric.LIMIT_ABOVE.at(known));
            figures.add(Metric.LIMIT_RATIO.at(live > 0 ? known / live : Double.NaN));
        }
        if (row.metrics().containsKey(Metric.MAKESPAN.label())) {
            figures.add(Metric.LIMIT_MAKESPAN.at(found.score()));
        }
        return figures;
    }
}
