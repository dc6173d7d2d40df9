// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Published examples, and cases that were enumerated by hand. */
class ForkTestTest {
    private static final Offset<Double> EXACT = within(1e-12);

    /** Hollander and Wolfe, Nonparametric Statistical Methods, example 4.1: permeability of membranes. */
    private static final Sample TERM = Sample.of(0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46);

    private static final Sample MIDTERM = Sample.of(1.15, 0.88, 0.90, 0.74, 1.21);

    /** The same, example 3.1: Hamilton depression scale before and after. */
    private static final Sample BEFORE = Sample.of(1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30);

    private static final Sample AFTER = Sample.of(0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29);

    private final ForkTest test = new ForkTest(0.05);

    @Test
    void aPublishedExampleOfMannAndWhitney() {
        ForkTest.Evidence evidence = test.unpaired(TERM, MIDTERM);

        assertThat(evidence.p()).isEqualTo(764 / 3003.0, EXACT).isEqualTo(0.2544, within(0.00005));
        assertThat(evidence.shift()).isEqualTo(-0.305, EXACT);
        assertThat(evidence.low()).isEqualTo(-0.76, EXACT);
        assertThat(evidence.high()).isEqualTo(0.15, EXACT);
        assertThat(evidence.paired()).isFalse();
    }

    @Test
    void aPublishedExampleOfWilcoxon() {
        ForkTest.Evidence evidence = test.paired(BEFORE, AFTER);

        assertThat(evidence.p()).isEqualTo(20 / 512.0, EXACT).isEqualTo(0.0391, within(0.00005));
        assertThat(evidence.shift()).isEqualTo(-0.46, EXACT);
        assertThat(evidence.low()).isEqualTo(-0.786, EXACT);
        assertThat(evidence.high()).isEqualTo(-0.010, EXACT);
        assertThat(evidence.paired()).isTrue();
        assertThat(evidence.n()).isEqualTo(9);
    }

    /** Of the 252 ways to choose 5 of these 10 values, 22 are as far from the middle. */
    @Test
    void tiesAreCountedOut() {
        ForkTest.Evidence evidence = test.unpaired(Sample.of(1, 2, 2, 3, 4), Sample.of(2, 4, 5, 5, 6));

        assertThat(evidence.p()).isEqualTo(22 / 252.0, EXACT);
        assertThat(evidence.shift()).isEqualTo(2);
        assertThat(evidence.low()).isEqualTo(0);
        assertThat(evidence.high()).isEqualTo(4);
    }

    /** Of the 64 ways to give the six differences that are not zero a sign, 8 are as far from the middle. */
    @Test
    void tiesAndZerosOfPairsAreCountedOut() {
        ForkTest.Evidence evidence = test.paired(Sample.of(0, 0, 1, 0, 0, 0, 0), Sample.of(1, 1, 0, 2, 0, 3, 3));

        assertThat(evidence.p()).isEqualTo(8 / 64.0, EXACT);
        assertThat(evidence.shift()).isEqualTo(1.25);
        assertThat(evidence.low()).isEqualTo(0);
        assertThat(evidence.high()).isEqualTo(3);
    }

    @Test
    void theClearestOfFiveAndFive() {
        ForkTest.Evidence evidence = test.unpaired(Sample.of(1, 2, 3, 4, 5), Sample.of(6, 7, 8, 9, 10));

        assertThat(evidence.p()).isEqualTo(2 / 252.0, EXACT);
        assertThat(evidence.shift()).isEqualTo(5);
        assertThat(evidence.low()).isEqualTo(2);
        assertThat(evidence.high()).isEqualTo(8);
        assertThat(evidence.level()).isEqualTo(8 / 252.0, EXACT);
        assertThat(evidence.least()).isEqualTo(3);
        assertThat(evidence.most()).isEqualTo(7);
    }

    /** A bound is where the one-sided test of that shift, all 462 or 64 arrangements counted, begins to reject it. */
    @Test
    void boundsAreThoseThatTheOneSidedTestsReject() {
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            double[] base = random.doubles(6).toArray();
            double[] now = random.doubles(i % 2 == 0 ? 5 : 6).toArray();
            ForkTest.Evidence unpaired = test.unpaired(Sample.of(base), Sample.of(now));
            assertBound(unpaired.most(), shift -> oneSided(base, now, shift));
            assertBound(-unpaired.least(), shift -> oneSided(now, base, shift));
            double[] pair = random.doubles(6).toArray();
            ForkTest.Evidence paired = test.paired(Sample.of(base), Sample.of(pair));
            assertBound(paired.most(), shift -> oneSidedOfPairs(base, pair, shift));
            assertBound(-paired.least(), shift -> oneSidedOfPairs(pair, base, shift));
        }
    }

    /** @param p of what is seen or less, were the shift this */
    private static void assertBound(double bound, DoubleUnaryOperator p) {
        assertThat(p.applyAsDouble(bound + 1e-9)).isLessThanOrEqualTo(0.05);
        assertThat(p.applyAsDouble(bound - 1e-9)).isGreaterThan(0.05);
    }

    private static double oneSided(double[] base, double[] now, double shift) {
        double[] all = new double[base.length + now.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = i < now.length ? now[i] - shift : base[i - now.length];
        }
        double[] sorted = all.clone();
        Arrays.sort(sorted);
        int[] ranks = Arrays.stream(all)
                .mapToInt(value -> Arrays.binarySearch(sorted, value) + 1)
                .toArray();
        int seen = Arrays.stream(ranks).limit(now.length).sum();
        int ways = 0;
        int low = 0;
        for (int chosen = 0; chosen < 1 << all.length; chosen++) {
            if (Integer.bitCount(chosen) == now.length) {
                ways++;
                low += sum(ranks, chosen) <= seen ? 1 : 0;
            }
        }
        return (double) low / ways;
    }

    private static double oneSidedOfPairs(double[] base, double[] now, double shift) {
        double[] moved = IntStream.range(0, base.length)
                .mapToDouble(i -> now[i] - base[i] - shift)
                .toArray();
        double[] sorted = Arrays.stream(moved).map(Math::abs).sorted().toArray();
        int[] ranks = Arrays.stream(moved)
                .mapToInt(value -> Arrays.binarySearch(sorted, Math.abs(value)) + 1)
                .toArray();
        int positive = 0;
        for (int i = 0; i < moved.length; i++) {
            positive |= moved[i] > 0 ? 1 << i : 0;
        }
        int low = 0;
        for (int signs = 0; signs < 1 << moved.length; signs++) {
            low += sum(ranks, signs) <= sum(ranks, positive) ? 1 : 0;
        }
        return (double) low / (1 << moved.length);
    }

    private static int sum(int[] ranks, int chosen) {
        return IntStream.range(0, ranks.length)
                .filter(i -> (chosen >> i & 1) == 1)
                .map(i -> ranks[i])
                .sum();
    }

    @Test
    void whatIsEqualDoesNotDiffer() {
        ForkTest.Evidence unpaired = test.unpaired(Sample.of(7, 7, 7), Sample.of(7, 7));
        ForkTest.Evidence paired = test.paired(Sample.of(1, 2, 3, 4, 5, 6), Sample.of(1, 2, 3, 4, 5, 6));

        assertThat(unpaired.p()).isEqualTo(1);
        assertThat(unpaired.shift()).isZero();
        assertThat(paired.p()).isEqualTo(1);
        assertThat(paired.shift()).isZero();
    }

    @Test
    void fivePairsCannotReachTheUsualLevelSixCan() {
        assertThat(test.paired(Sample.of(0, 0, 0, 0, 0), Sample.of(1, 2, 3, 4, 5))
                        .p())
                .isEqualTo(0.0625);
        assertThat(test.paired(Sample.of(0, 0, 0, 0, 0, 0), Sample.of(1, 2, 3, 4, 5, 6))
                        .p())
                .isEqualTo(0.03125);
    }

    @Test
    void tooFewForksHaveNoInterval() {
        ForkTest.Evidence evidence = test.unpaired(Sample.of(1), Sample.of(2, 3));

        assertThat(evidence.shift()).isEqualTo(1.5);
        assertThat(evidence.low()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(evidence.high()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    /** Five of the 60 of one side differ: that they are all of the same side has probability 2 x 60 over 5 / 120 over 5. */
    @Test
    void manyForksOfWhichMostAreEqualAreCountedOut() {
        double[] now = new double[60];
        Arrays.fill(now, 0, 5, 50);

        ForkTest.Evidence evidence = test.unpaired(Sample.of(new double[60]), Sample.of(now));

        assertThat(evidence.p()).isEqualTo(2 * 5_461_512.0 / 190_578_024, within(1e-12));
        assertThat(evidence.exact()).isTrue();
        assertThat(new ForkTest(0.05, 100)
                        .unpaired(Sample.of(new double[60]), Sample.of(now))
                        .p())
                .isLessThan(evidence.p() / 2);
    }

    /** 2^1100 ways to give signs are more than a double can hold. */
    @Test
    void moreThanAThousandPairsAreCountedOut() {
        double[] before = new double[1100];
        double[] after =
                IntStream.range(0, 1100).mapToDouble(i -> i % 2 == 0 ? 1 : -1).toArray();

        assertThat(test.paired(Sample.of(before), Sample.of(after)).p()).isEqualTo(1, within(1e-9));
        Arrays.fill(after, 1);
        assertThat(test.paired(Sample.of(before), Sample.of(after)).p()).isZero();
        assertThat(test.paired(Sample.of(before), Sample.of(after)).low()).isEqualTo(1);
    }

    @Test
    void anApproximatePIsExplained() {
        Side forks = new Side(Sample.of(1, 2, 3), List.of(), List.of());
        RowTest exact = new RowTest(0.05, test);
        RowTest approximate = new RowTest(0.05, new ForkTest(0.05, 5));
        exact.evidence(false, forks, forks);
        approximate.evidence(false, forks, forks);

        assertThat(exact.notes()).isEmpty();
        assertThat(approximate.notes())
                .containsExactly(
                        "p≈ is the normal approximation: an exact p takes too long for more than 160 forks, and for"
                                + " fewer on many kinds of machines. Where many values are equal, the exact p may be more than twice"
                                + " as large.");
    }

    @Test
    void theApproximationIsNearTheExact() {
        Sample base = Sample.of(IntStream.range(0, 50).mapToDouble(i -> i % 20).toArray());
        Sample now =
                Sample.of(IntStream.range(0, 50).mapToDouble(i -> i % 20 + 3).toArray());

        ForkTest.Evidence exact = test.unpaired(base, now);
        ForkTest.Evidence approximate = new ForkTest(0.05, 99).unpaired(base, now);
        assertThat(exact.exact()).isTrue();
        assertThat(approximate.exact()).isFalse();
        assertThat(FigureText.p(exact)).startsWith("p=");
        assertThat(FigureText.p(approximate)).startsWith("p≈");

        assertThat(exact.p()).isBetween(0.005, 0.02);
        assertThat(approximate.p()).isEqualTo(exact.p(), within(0.001)).isNotEqualTo(exact.p());
        assertThat(approximate.shift()).isEqualTo(exact.shift());
        assertThat(approximate.low()).isEqualTo(exact.low());
        assertThat(approximate.high()).isEqualTo(exact.high());
        assertThat(new ForkTest(0.05, 0)
                        .unpaired(Sample.of(1, 1), Sample.of(1, 1))
                        .p())
                .isEqualTo(1);
    }

    /** Each of the four ways to choose the bases is as far from the middle, or in it twice. */
    @Test
    void twoStrataOfOneAndOne() {
        ForkTest.Evidence evidence = test.stratified(List.of(stratum("1", "2"), stratum("10", "20")));

        assertThat(evidence.p()).isEqualTo(2 / 4.0, EXACT);
        assertThat(evidence.shift()).isEqualTo(5.5);
        assertThat(evidence.n()).isEqualTo(4);
        assertThat(evidence.paired()).isFalse();
    }

    /**
     * Four forks weigh 1/5 and two 1/3, that is 3 and 5: of the 12 ways the distances from the middle are 17, 11, 5, 5, 1, 7
     * and the same with the other sign. Without weights the last two could not be told from each other.
     */
    @Test
    void strataOfUnequalSizeWeighAsVanElterenHasThem() {
        assertThat(p(stratum("0 1", "10 12"), stratum("5", "7"))).isEqualTo(2 / 12.0, EXACT);
        assertThat(p(stratum("0 11", "10 12"), stratum("5", "7"))).isEqualTo(4 / 12.0, EXACT);
        assertThat(p(stratum("0 1", "10 12"), stratum("7", "5"))).isEqualTo(6 / 12.0, EXACT);
    }

    /** Five forks weigh 1/6 and two 1/3: the difference of 0 stands twice among 1, 2, 3 and 4. */
    @Test
    void theShiftIsTheWeightedMedianOfDifferencesWithinStrata() {
        assertThat(test.stratified(List.of(stratum("0", "1 2 3 4"), stratum("100", "100")))
                        .shift())
                .isEqualTo(1.5);
    }

    /** Of 400 ways, 8 have at most 2 pairs in the wrong order and 18 at most 3: the third difference bounds the shift. */
    @Test
    void theIntervalIsThatOfDifferencesWithinStrata() {
        ForkTest.Evidence evidence = test.stratified(List.of(stratum("0 0 0", "1 2 3"), stratum("0 0 0", "4 5 6")));

        assertThat(evidence.low()).isEqualTo(1);
        assertThat(evidence.high()).isEqualTo(6);
        assertThat(test.unpaired(Sample.of(0, 0, 0), Sample.of(1, 2, 3)).low()).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    /** Against all ways to choose, counted one by one, with ties and any sizes. */
    @Test
    void pIsTheShareOfAllWaysThatAreAsFarFromTheMiddle() {
        Random random = new Random(5);
        for (int i = 0; i < 40; i++) {
            List<ForkTest.Stratum> strata = List.of(random(random), random(random), random(random));
            assertThat(test.stratified(strata).p()).isEqualTo(counted(strata), within(1e-9));
        }
    }

    @Test
    void theNormalApproximationOfStrataIsClose() {
        Random random = new Random(6);
        List<ForkTest.Stratum> strata = IntStream.of(12, 9)
                .mapToObj(n -> new ForkTest.Stratum(
                        Sample.of(random.doubles(n).toArray()),
                        Sample.of(random.doubles(n).map(x -> x + 0.2).toArray())))
                .toList();
        ForkTest.Evidence exact = test.stratified(strata);
        ForkTest.Evidence about = new ForkTest(0.05, 10).stratified(strata);

        assertThat(about.p()).isEqualTo(exact.p(), within(0.005));
        assertThat(about.shift()).isEqualTo(exact.shift());
        assertThat(about.low()).isEqualTo(exact.low(), within(0.03));
        assertThat(about.high()).isEqualTo(exact.high(), within(0.03));
    }

    private static ForkTest.Stratum random(Random random) {
        return new ForkTest.Stratum(
                Sample.of(random.ints(1 + random.nextInt(2), 0, 4)
                        .asDoubleStream()
                        .toArray()),
                Sample.of(random.ints(1 + random.nextInt(3), 0, 4)
                        .asDoubleStream()
                        .toArray()));
    }

    private static double counted(List<ForkTest.Stratum> strata) {
        double[] sums = {0};
        double observed = 0;
        for (ForkTest.Stratum one : strata) {
            double[] all = DoubleStream.concat(
                            Arrays.stream(one.base().values()),
                            Arrays.stream(one.now().values()))
                    .toArray();
            int chosen = one.base().size();
            double[] scores = Arrays.stream(all)
                    .map(x -> (Arrays.stream(all).filter(y -> y < x).count()
                                    + (Arrays.stream(all).filter(y -> y == x).count() + 1) / 2.0
                                    - (all.length + 1) / 2.0)
                            / (all.length + 1))
                    .toArray();
            observed += Arrays.stream(scores).limit(chosen).sum();
            double[] before = sums;
            sums = IntStream.range(0, 1 << all.length)
                    .filter(set -> Integer.bitCount(set) == chosen)
                    .mapToDouble(set -> IntStream.range(0, all.length)
                            .filter(i -> (set >> i & 1) == 1)
                            .mapToDouble(i -> scores[i])
                            .sum())
                    .flatMap(sum -> Arrays.stream(before).map(x -> x + sum))
                    .toArray();
        }
        double least = Math.abs(observed) - 1e-9;
        return Arrays.stream(sums).filter(sum -> Math.abs(sum) >= least).count() / (double) sums.length;
    }

    private double p(ForkTest.Stratum... strata) {
        return test.stratified(List.of(strata)).p();
    }

    private static ForkTest.Stratum stratum(String base, String now) {
        return new ForkTest.Stratum(sample(base), sample(now));
    }

    private static Sample sample(String values) {
        return Sample.of(Arrays.stream(values.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray());
    }
}
