// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.compare.NullDistribution.Ranks;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Tests whether two samples of forks differ, and by how much.
 *
 * <p>Unpaired, it is the Mann-Whitney test with the Hodges-Lehmann shift and interval; paired, Wilcoxon's signed-rank test
 * with the shift and interval that go with it. Ranks, because now and then a fork is far off for some reason of its own.
 * Commons Math has only the normal approximation of the former, Commons Statistics an exact p only without ties; here p is
 * exact with ties, up to 100 forks in all.
 *
 * <p>Intervals are those of untied ranks; ties make their confidence higher, never lower. It caches distributions, and is
 * not for several threads.
 */
final class ForkTest {
    /** Forks of both sides beyond which the normal approximation is as good, and exact enumeration slow. */
    private static final int MOST_EXACT = 100;

    /**
     * What the forks of two sides show, on the scale on which they were given.
     *
     * @param p two-sided: the probability of a difference at least this clear if there were none
     * @param shift new less base (Hodges-Lehmann): the median of all differences
     * @param low lower end of the shift's interval; minus infinity where there are too few forks for this confidence
     * @param high upper end
     * @param least the shift is smaller than this with probability at most alpha: the exact one-sided test rejects it;
     *     minus infinity likewise
     * @param most it is larger than this with probability at most alpha
     * @param level the test's real level: how often it finds a difference at its alpha where there is none
     * @param paired whether forks of the same round were compared with each other
     * @param n forks of both sides, or pairs
     */
    record Evidence(
            double p,
            double shift,
            double low,
            double high,
            double least,
            double most,
            double level,
            boolean paired,
            int n) {}

    private record Question(Ranks ranks, int chosen) {}

    /**
     * What depends on the numbers of forks alone.
     *
     * @param cut that of {@link NullDistribution#cut}, for the two-sided interval
     * @param cutOfOne for a bound at one side
     */
    private record Sizes(int cut, int cutOfOne, double level) {
        static Sizes of(NullDistribution untied, int least, double alpha) {
            return new Sizes(untied.cut(least, alpha / 2), untied.cut(least, alpha), untied.level(alpha));
        }
    }

    private final double alpha;
    private final int mostExact;
    private final Map<Question, NullDistribution> known = new HashMap<>();
    private final Map<List<Integer>, Sizes> sizes = new HashMap<>();

    /** @param alpha level of the tests, and 1 less the confidence of intervals; above 0, below 1 */
    ForkTest(double alpha) {
        this(alpha, MOST_EXACT);
    }

    ForkTest(double alpha, int mostExact) {
        this.alpha = alpha;
        this.mostExact = mostExact;
    }

    /** @param before at least one value, as {@code after}; all finite */
    Evidence unpaired(Sample before, Sample after) {
        double[] base = before.values();
        double[] now = after.values();
        Ranks ranks = Ranks.of(
                DoubleStream.concat(Arrays.stream(base), Arrays.stream(now)).toArray());
        int sum = ranks.sum(0, base.length);
        double[] differences = differences(base, now);
        if (base.length + now.length > mostExact) {
            return approximate(ranks, sum, base.length, differences);
        }
        Sizes held = sizes.computeIfAbsent(List.of(base.length, now.length), key -> {
            NullDistribution untied = choice(Ranks.untied(base.length + now.length), base.length);
            return Sizes.of(untied, base.length * (base.length + 1), alpha);
        });
        double p = choice(ranks.sorted(), base.length).p(sum);
        return evidence(p, differences, held, false, base.length + now.length);
    }

    /** @param before at least one value; {@code after} has the same round's at the same place; all finite */
    Evidence paired(Sample before, Sample after) {
        double[] base = before.values();
        double[] now = after.values();
        double[] shifts = IntStream.range(0, base.length)
                .mapToDouble(i -> now[i] - base[i])
                .toArray();
        double[] moved = Arrays.stream(shifts).filter(shift -> shift != 0).toArray();
        Ranks ranks = Ranks.of(Arrays.stream(moved).map(Math::abs).toArray());
        int sum = IntStream.range(0, moved.length)
                .filter(i -> moved[i] > 0)
                .map(i -> ranks.doubled()[i])
                .sum();
        Sizes held = sizes.computeIfAbsent(
                List.of(base.length), key -> Sizes.of(signs(Ranks.untied(base.length)), 0, alpha));
        double p = signs(ranks.sorted()).p(sum);
        return evidence(p, walshAverages(shifts), held, true, shifts.length);
    }

    private NullDistribution choice(Ranks ranks, int chosen) {
        return known.computeIfAbsent(new Question(ranks, chosen), question -> NullDistribution.ofChoice(ranks, chosen));
    }

    /** Cached under -1, which no choice has. */
    private NullDistribution signs(Ranks ranks) {
        return known.computeIfAbsent(new Question(ranks, -1), question -> NullDistribution.ofSigns(ranks));
    }

    /** @param ordered differences or averages, the smallest first */
    private static Evidence evidence(double p, double[] ordered, Sizes held, boolean paired, int n) {
        return new Evidence(
                p,
                Sample.medianOfOrdered(ordered),
                low(ordered, held.cut()),
                high(ordered, held.cut()),
                low(ordered, held.cutOfOne()),
                high(ordered, held.cutOfOne()),
                held.level(),
                paired,
                n);
    }

    private static double low(double[] ordered, int cut) {
        return cut == 0 ? Double.NEGATIVE_INFINITY : ordered[cut - 1];
    }

    private static double high(double[] ordered, int cut) {
        return cut == 0 ? Double.POSITIVE_INFINITY : ordered[ordered.length - cut];
    }

    /** By the normal distribution, with the corrections for ties and for continuity. */
    private Evidence approximate(Ranks ranks, int doubledSum, int chosen, double[] differences) {
        int all = ranks.doubled().length;
        double spread = Math.sqrt((double) chosen
                * (all - chosen)
                / (12.0 * all * (all - 1))
                * ((double) all * (all - 1.0) * (all + 1.0) - ties(ranks)));
        double untied = Math.sqrt((double) chosen * (all - chosen) * (all + 1) / 12.0);
        double distance = Math.abs(doubledSum / 2.0 - chosen * (all + 1) / 2.0);
        NormalDistribution normal = new NormalDistribution();
        double p =
                spread == 0 ? 1 : Math.min(1, 2 * normal.cumulativeProbability(-Math.max(0, distance - 0.5) / spread));
        double middle = differences.length / 2.0;
        Sizes held = new Sizes(
                cut(middle + untied * normal.inverseCumulativeProbability(alpha / 2)),
                cut(middle + untied * normal.inverseCumulativeProbability(alpha)),
                alpha);
        return evidence(p, differences, held, false, all);
    }

    private static int cut(double place) {
        return Math.max(0, (int) Math.floor(place));
    }

    /** The sum of t^3 - t over ties of t values. */
    private static double ties(Ranks ranks) {
        Map<Integer, Integer> lengths = new HashMap<>();
        for (int rank : ranks.doubled()) {
            lengths.merge(rank, 1, Integer::sum);
        }
        return lengths.values().stream().mapToDouble(t -> Math.pow(t, 3) - t).sum();
    }

    /** Each of {@code now} less each of {@code base}, the smallest first. */
    private static double[] differences(double[] base, double[] now) {
        double[] differences = new double[base.length * now.length];
        for (int i = 0; i < base.length; i++) {
            for (int j = 0; j < now.length; j++) {
                differences[i * now.length + j] = now[j] - base[i];
            }
        }
        Arrays.sort(differences);
        return differences;
    }

    /** The mean of every pair, and of each with itself, the smallest first. */
    private static double[] walshAverages(double[] shifts) {
        return IntStream.range(0, shifts.length)
                .boxed()
                .flatMapToDouble(i -> IntStream.rangeClosed(0, i).mapToDouble(j -> (shifts[i] + shifts[j]) / 2))
                .sorted()
                .toArray();
    }
}
