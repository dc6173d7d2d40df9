// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.compare.NullDistribution.Ranks;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.util.ArithmeticUtils;

/**
 * Tests whether two samples of forks differ, and by how much.
 *
 * <p>Unpaired, it is the Mann-Whitney test with the Hodges-Lehmann shift and interval; within strata van Elteren's, which is
 * the same where there is one; paired, Wilcoxon's signed-rank test with the shift and interval that go with it. Ranks, because
 * now and then a fork is far off for some reason of its own. Commons Math has only the normal approximation of the former,
 * Commons Statistics an exact p only without ties; here p is exact with ties, of any number of pairs and of up to 160 forks in
 * all that are not paired.
 *
 * <p>Intervals are those of untied ranks; ties make their confidence higher, never lower. So where forks tie an interval may
 * hold zero though p is at most alpha. It caches distributions, and is not for several threads.
 */
final class ForkTest {
    /**
     * Forks of both sides beyond which exact enumeration takes longer than a fifth of a second. The normal approximation is
     * not as good there: where five of 120 forks differ and all others tie it gives half the exact p.
     */
    static final int MOST_EXACT = 160;

    /** The same of strata whose weights are large numbers. */
    private static final int WIDEST_EXACT = 1 << 18;

    private static final int LARGEST_MULTIPLE = 10_000;

    /** The smallest of rounded weights: they are off by at most 1 in 20 of it. */
    private static final double ROUNDED = 10;

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
     * @param level how often forks without ties are found to differ at alpha where nothing does; 0 where they are too few
     * @param exact whether p is: else it is the normal approximation
     * @param strata kinds of machines within which forks were compared; 0 where those of the same round were, in pairs
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
            boolean exact,
            int strata,
            int n) {
        boolean paired() {
            return strata == 0;
        }
    }

    /** Forks of both sides that are comparable: each side has at least one value, all finite. */
    record Stratum(Sample base, Sample now) {
        private int size() {
            return base.size() + now.size();
        }

        private Ranks ranks() {
            return Ranks.of(DoubleStream.concat(Arrays.stream(base.values()), Arrays.stream(now.values()))
                    .toArray());
        }
    }

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
        return stratified(List.of(new Stratum(before, after)));
    }

    /** @param strata at least one; only forks of the same one are compared with each other */
    Evidence stratified(List<Stratum> strata) {
        int[] weights = weights(strata);
        List<Ranks> ranks = strata.stream().map(Stratum::ranks).toList();
        double[] differences = differences(strata, weights);
        int forks = strata.stream().mapToInt(Stratum::size).sum();
        if (forks > mostExact || range(strata, weights) > WIDEST_EXACT) {
            return approximate(strata, ranks, weights, differences);
        }
        List<Integer> key = strata.stream()
                .flatMap(one -> Stream.of(one.base().size(), one.now().size()))
                .toList();
        Sizes held = sizes.computeIfAbsent(key, any -> {
            int least = IntStream.range(0, weights.length)
                    .map(i -> weights[i]
                            * strata.get(i).base().size()
                            * (strata.get(i).base().size() + 1))
                    .sum();
            return Sizes.of(sum(strata, i -> Ranks.untied(strata.get(i).size()), weights), least, alpha);
        });
        int sum = IntStream.range(0, weights.length)
                .map(i -> weights[i] * ranks.get(i).sum(0, strata.get(i).base().size()))
                .sum();
        double p = sum(strata, i -> ranks.get(i).sorted(), weights).p(sum);
        return evidence(p, differences, held, true, strata.size(), forks);
    }

    private NullDistribution sum(List<Stratum> strata, IntFunction<Ranks> ranks, int[] weights) {
        List<NullDistribution> each = IntStream.range(0, weights.length)
                .mapToObj(i -> choice(ranks.apply(i), strata.get(i).base().size()))
                .toList();
        return each.size() == 1 ? each.get(0) : NullDistribution.ofSum(each, weights);
    }

    /**
     * Van Elteren's, 1 / (forks + 1), as whole numbers. Where these would be huge they are rounded: the test is as valid with
     * any weights, and its power does not depend on a few per cent of them.
     */
    private static int[] weights(List<Stratum> strata) {
        long multiple = 1;
        int most = 0;
        for (Stratum one : strata) {
            int divisor = one.size() + 1;
            most = Math.max(most, divisor);
            if (multiple <= LARGEST_MULTIPLE) {
                multiple = multiple / ArithmeticUtils.gcd(multiple, divisor) * divisor;
            }
        }
        double whole = multiple <= LARGEST_MULTIPLE ? multiple : ROUNDED * most;
        return strata.stream()
                .mapToInt(one -> (int) Math.round(strata.size() == 1 ? 1 : whole / (one.size() + 1)))
                .toArray();
    }

    /** Of the weighted sum of doubled ranks. */
    private static long range(List<Stratum> strata, int[] weights) {
        return IntStream.range(0, weights.length)
                .mapToLong(i -> (long) weights[i]
                        * strata.get(i).size()
                        * (strata.get(i).size() + 1))
                .sum();
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
        return evidence(p, walshAverages(shifts), held, true, 0, shifts.length);
    }

    private NullDistribution choice(Ranks ranks, int chosen) {
        return known.computeIfAbsent(new Question(ranks, chosen), question -> NullDistribution.ofChoice(ranks, chosen));
    }

    /** Cached under -1, which no choice has. */
    private NullDistribution signs(Ranks ranks) {
        return known.computeIfAbsent(new Question(ranks, -1), question -> NullDistribution.ofSigns(ranks));
    }

    /** @param ordered differences or averages, the smallest first */
    private static Evidence evidence(double p, double[] ordered, Sizes held, boolean exact, int strata, int n) {
        return new Evidence(
                p,
                Sample.medianOfOrdered(ordered),
                low(ordered, held.cut()),
                high(ordered, held.cut()),
                low(ordered, held.cutOfOne()),
                high(ordered, held.cutOfOne()),
                held.level(),
                exact,
                strata,
                n);
    }

    private static double low(double[] ordered, int cut) {
        return cut == 0 ? Double.NEGATIVE_INFINITY : ordered[cut - 1];
    }

    private static double high(double[] ordered, int cut) {
        return cut == 0 ? Double.POSITIVE_INFINITY : ordered[ordered.length - cut];
    }

    /** By the normal distribution, with the corrections for ties and for continuity. */
    private Evidence approximate(List<Stratum> strata, List<Ranks> ranks, int[] weights, double[] differences) {
        double variance = 0;
        double untied = 0;
        double distance = 0;
        int forks = 0;
        for (int i = 0; i < weights.length; i++) {
            double chosen = strata.get(i).base().size();
            double all = strata.get(i).size();
            double square = (double) weights[i] * weights[i];
            double ofAll = all * (all - 1) * (all + 1);
            double share = square * chosen * (all - chosen) / (12 * all * (all - 1));
            variance += share * (ofAll - ties(ranks.get(i)));
            untied += share * ofAll;
            distance += weights[i] * (ranks.get(i).sum(0, (int) chosen) / 2.0 - chosen * (all + 1) / 2);
            forks += (int) all;
        }
        double step = Arrays.stream(weights).min().orElseThrow() / 2.0;
        double deviation = Math.max(0, Math.abs(distance) - step) / Math.sqrt(variance);
        NormalDistribution normal = new NormalDistribution();
        double p = variance == 0 ? 1 : Math.min(1, 2 * normal.cumulativeProbability(-deviation));
        double middle = differences.length / 2.0;
        Sizes held = new Sizes(
                cut(middle + Math.sqrt(untied) * normal.inverseCumulativeProbability(alpha / 2)),
                cut(middle + Math.sqrt(untied) * normal.inverseCumulativeProbability(alpha)),
                alpha);
        return evidence(p, differences, held, false, strata.size(), forks);
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

    /** Each new fork less each of the base in its stratum, as often as that weighs; the smallest first. */
    private static double[] differences(List<Stratum> strata, int[] weights) {
        DoubleStream.Builder differences = DoubleStream.builder();
        for (int i = 0; i < weights.length; i++) {
            for (double base : strata.get(i).base().values()) {
                for (double now : strata.get(i).now().values()) {
                    for (int times = 0; times < weights[i]; times++) {
                        differences.add(now - base);
                    }
                }
            }
        }
        return differences.build().sorted().toArray();
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
