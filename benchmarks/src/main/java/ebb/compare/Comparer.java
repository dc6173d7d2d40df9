// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.base.EbbException;
import ebb.compare.ComparedMetric.Verdict;
import ebb.compare.Comparison.RowMetric;
import ebb.compare.ForkTest.Evidence;
import ebb.compare.RowPairs.Pair;
import ebb.results.Direction;
import ebb.results.Limit;
import ebb.results.Measured;
import ebb.results.Metric;
import ebb.results.RowKey;
import ebb.results.Scale;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares two sides metric by metric; the sample unit is the fork.
 *
 * <pre>{@code
 * Comparer comparer = new Comparer(0.05, Thresholds.of(List.of(), noise), Selection.ALL);
 * Comparison comparison = comparer.compare(PooledRuns.read("results/runs/a"), PooledRuns.read("results/runs/b"));
 * }</pre>
 */
public final class Comparer {
    /** Forks a side below which there is no verdict: with 4 and 4 the smallest p is 0.029, and one odd fork spoils it. */
    static final int LEAST_FORKS = 5;

    /** Share of the base: a wider limit hides changes that people would want to know about. */
    private static final double WIDE = 0.2;

    private final double alpha;
    private final Thresholds thresholds;
    private final Selection wanted;
    private final ForkTest test;

    /** @param alpha above 0, at most 0.5 */
    public Comparer(double alpha, Thresholds thresholds, Selection wanted) {
        this.alpha = alpha;
        this.thresholds = thresholds;
        this.wanted = wanted;
        this.test = new ForkTest(alpha);
    }

    /**
     * Compares the rows of equal key.
     *
     * @throws EbbException where there is nothing to compare
     */
    public Comparison compare(PooledRuns base, PooledRuns now) {
        return comparison(base.name(), now.name(), base, now, RowPairs.of(base, now));
    }

    /**
     * Compares, within one side, every value of a parameter with one of them.
     *
     * @throws EbbException where there is nothing to compare
     */
    public Comparison by(PooledRuns side, String param, String value) {
        return comparison(
                param + " = " + value, "the others of " + side.name(), side, side, RowPairs.by(side, param, value));
    }

    private Comparison comparison(String base, String now, PooledRuns before, PooledRuns after, RowPairs all) {
        RowPairs matching = all.only(wanted::row);
        if (matching.pairs().isEmpty()) {
            throw new EbbException("There is nothing to compare: " + base + " and " + now + " have no row in common"
                    + (wanted.rows().isPresent() ? " that --filter lets through" : "")
                    + matching.incomparable().stream()
                            .findFirst()
                            .map(one -> " (" + one.why() + ")")
                            .orElse("")
                    + ".");
        }
        List<Pair> measured = matching.measured(before, after);
        requireKnown(measured);
        Findings findings = new Findings(new RowTest(alpha, test), before, after);
        matching.missing().forEach(key -> findings.missing.add(key.toString()));
        matching.added().forEach(key -> findings.added.add(key.toString()));
        matching.incomparable().forEach(one -> findings.faults.add(one.why()));
        Set<RowKey> killed = new HashSet<>();
        matching.pairs().stream().filter(Pair::isKilled).forEach(pair -> {
            killed.add(pair.now().key());
            compare(pair, findings);
        });
        for (Pair pair : measured) {
            List<String> differences = pair.base().differences(pair.now());
            if (!differences.isEmpty()) {
                findings.faults.add(RowPairs.unlike(pair.now().key(), differences));
                continue;
            }
            if (findings.ranApart(pair)) {
                findings.faults.add(pair.now().key() + " ran on no kind of machine that both sides have: "
                        + String.join(", ", new TreeSet<>(pair.base().strata())) + " against "
                        + String.join(", ", new TreeSet<>(pair.now().strata())));
                continue;
            }
            if (killed.contains(pair.now().key())) {
                findings.ofSurvivors.add(pair.now().key().label());
            }
            compare(pair, findings);
        }
        return findings.comparison(base, now, alpha);
    }

    private void requireKnown(List<Pair> pairs) {
        Set<String> known = new LinkedHashSet<>(Set.of(Metric.SURVIVED.label()));
        pairs.forEach(pair -> {
            known.addAll(pair.base().metrics().keySet());
            known.addAll(pair.now().metrics().keySet());
        });
        wanted.requireKnown(known);
        thresholds.requireKnown(known);
    }

    private void compare(Pair pair, Findings findings) {
        Map<String, Measured> now = new LinkedHashMap<>(pair.now().metrics());
        pair.base().metrics().forEach((metric, base) -> {
            Measured other = now.remove(metric);
            if (wanted.metric(metric)) {
                compare(pair, new RowMetric(pair.now().key(), metric), base, other, findings);
            }
        });
        now.keySet().stream()
                .filter(wanted::metric)
                .forEach(metric -> findings.added.add(new RowMetric(pair.now().key(), metric).toString()));
    }

    private void compare(Pair pair, RowMetric cell, Measured base, @Nullable Measured now, Findings findings) {
        if (now == null) {
            findings.missing.add(cell.toString());
        } else if (!base.unit().equals(now.unit())) {
            findings.faults.add(cell + " has the unit " + base.unit() + " in one and " + now.unit() + " in the other");
        } else if (base.isWithoutRawData() || now.isWithoutRawData()) {
            findings.withoutRawData.add(cell.metric());
        } else if (isNowhere(base) && isNowhere(now)) {
            findings.withoutMeaning.add(cell.metric());
        } else if (!base.isWhole() || !now.isWhole()) {
            findings.faults.add(cell + " is NaN or missing in " + (holes(base) + holes(now)) + " of "
                    + (base.size() + now.size()) + " forks" + findings.lacking(pair, cell.metric()));
        } else {
            findings.lines.add(line(pair, cell, base, now, findings));
        }
    }

    private ComparedMetric line(Pair pair, RowMetric cell, Measured base, Measured now, Findings findings) {
        Metric kind = wanted.metric(Metric.MAKESPAN.label())
                ? pair.base().judged(cell.metric())
                : pair.base().metric(cell.metric());
        List<Side> sides = findings.test.comparable(Side.of(pair.base(), base), Side.of(pair.now(), now));
        Sample before = sides.get(0).values();
        Sample after = sides.get(1).values();
        boolean noRatio = kind.scale() == Scale.RATIO && !(before.isPositive() && after.isPositive());
        boolean logs = kind.scale() == Scale.RATIO && !noRatio;
        List<Side> scaled = logs ? sides.stream().map(Side::logs).toList() : sides;
        Evidence tested = findings.test.evidence(pair.rounds(), scaled.get(0), scaled.get(1));
        boolean shares = kind.scale() == Scale.SHARE;
        Evidence evidence = shares ? Shares.evidence(tested, before, after, alpha) : tested;
        double median = shares ? before.mean() : before.median();
        Thresholds.Held held = thresholds.of(cell, base.unit(), kind, median, pair.rounds());
        if (kind.direction().isJudged()) {
            held.noise()
                    .filter(noise -> noise.rise(median) > WIDE * Math.abs(median))
                    .ifPresent(noise -> findings.hide(cell.metric(), base.unit(), noise));
        }
        double change = change(evidence.shift(), logs, median);
        double limit = change < 0 ? held.limit().fall(median) : held.limit().rise(median);
        Verdict verdict = verdict(kind, before.size(), after.size(), evidence, change, limit);
        if (verdict == Verdict.SAME && thresholds.answersNoWorse()) {
            double certain = certain(kind.scale(), logs, before);
            boolean shown = held.noWorse()
                    .filter(margin -> isNoWorse(kind.direction(), evidence, logs, certain, margin))
                    .isPresent();
            verdict = shown ? Verdict.NO_WORSE : Verdict.CANNOT_TELL;
        }
        boolean noisy = verdict == Verdict.CANNOT_TELL && held.noWorse().isEmpty();
        if (noisy) {
            findings.noisier.add(cell.metric());
        }
        ComparedMetric line = new ComparedMetric(
                cell.key(),
                cell.metric(),
                base.unit(),
                kind,
                before,
                after,
                evidence,
                limit,
                noRatio,
                noisy,
                held.noWorse()
                        .filter(margin -> logs ? margin.amount() > 0 : margin.share() > 0 && !shares)
                        .isPresent(),
                verdict,
                null);
        if (!shares) {
            findings.test.lookAtMachines(line, scaled.get(0), scaled.get(1));
        }
        return line;
    }

    private Verdict verdict(Metric kind, int base, int now, Evidence evidence, double change, double limit) {
        if (!kind.direction().isJudged()) {
            return Verdict.NOT_JUDGED;
        }
        if (Math.min(base, now) < LEAST_FORKS || evidence.level() == 0) {
            return Verdict.TOO_FEW;
        }
        if (evidence.p() > alpha || Math.abs(change) < ComparedMetric.REACHED * limit || change == 0) {
            return Verdict.SAME;
        }
        return change > 0 == (kind.direction() == Direction.LESS) ? Verdict.WORSE : Verdict.BETTER;
    }

    /**
     * Whether the exact one-sided test rejects every change for the worse by the margin or more. An improvement needs no such
     * test: what is better is no worse.
     *
     * @param base a bound of the base's median, which is not known: the margin becomes at most as wide as with the true one.
     *     Of a ratio that is the upper one, for which an amount is the smallest share; of a difference the lower one, of which
     *     a share is the smallest amount. With the sample's median it would be said falsely more often than alpha: a base that
     *     is high by chance has a wide margin and a small shift.
     */
    static boolean isNoWorse(Direction direction, Evidence evidence, boolean logs, double base, Limit margin) {
        Limit held = logs ? new Limit(margin.share(), margin.amount() / base) : margin;
        double of = logs ? 1 : base;
        return direction == Direction.LESS
                ? change(evidence.most(), logs, of) < ComparedMetric.REACHED * held.rise(of)
                : -change(evidence.least(), logs, of) < ComparedMetric.REACHED * held.fall(of);
    }

    /** What the margin is held against, so that a base that is high by chance makes it no wider. */
    private double certain(Scale scale, boolean logs, Sample before) {
        if (scale == Scale.SHARE) {
            return before.mean();
        }
        return logs ? before.mostMedian(alpha) : Math.max(0, before.leastMedian(alpha));
    }

    /** Of a shift on the test's scale, in the metric's unit. */
    private static double change(double shift, boolean logs, double base) {
        return logs ? Math.expm1(shift) * base : shift;
    }

    private static boolean isNowhere(Measured metric) {
        return holes(metric) == metric.size();
    }

    private static int holes(Measured metric) {
        return (int) Arrays.stream(metric.forks())
                .filter(value -> !Double.isFinite(value))
                .count();
    }
}
