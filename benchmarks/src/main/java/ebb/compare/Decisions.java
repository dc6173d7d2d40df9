// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.base.EbbException;
import ebb.compare.ComparedMetric.Verdict;
import ebb.compare.Comparison.RowMetric;
import ebb.results.RowKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Verdicts of a comparison to which forks are added until there are enough: what was decided at one look stays so, whatever
 * later forks are like.
 *
 * <p>Who looks again after each fork finds a difference in the end where there is none. Here the looks are planned: after
 * 5, 10, 20, 40, ... forks, and each has a fixed share of alpha: a quarter at each of the first three, then half of what is
 * left. The shares of all looks together are 1. At each look the tests are exact at their share, so the probability that any
 * of them errs is at most alpha: Boole's inequality, which holds however much the looks have in common. A boundary by
 * Pocock or O'Brien and Fleming would need their joint distribution, which for ranks with ties and paired rounds is known by
 * approximation only. Since the share of a look does not depend on how many will follow, the number of forks at which to
 * stop may be raised later.
 */
public final class Decisions {
    /** Forks at the first look: the fewest that get a verdict. */
    public static final int FIRST = Comparer.LEAST_FORKS;

    private static final int QUARTERS = 3;

    private final double alpha;
    private final Predicate<RowMetric> wanted;
    private final Map<RowMetric, ComparedMetric> decided = new LinkedHashMap<>();

    /** How many of them by the number of forks at which they were decided. */
    private final Map<Integer, Integer> counts = new TreeMap<>();

    private int looks;
    private @Nullable Comparison last;

    /**
     * @param alpha of all looks together
     * @param wanted what is to be decided, of what is judged
     */
    public Decisions(double alpha, Predicate<RowMetric> wanted) {
        this.alpha = alpha;
        this.wanted = wanted;
    }

    /**
     * After how many forks it is looked at.
     *
     * @throws EbbException where {@code most} is none of these numbers
     */
    public static List<Integer> looks(int most) {
        List<Integer> looks = Stream.iterate(FIRST, forks -> forks <= most, forks -> 2 * forks)
                .toList();
        if (looks.isEmpty() || looks.get(looks.size() - 1) != most) {
            throw new EbbException(
                    "--max-forks " + most + " is none of 5, 10, 20, 40, 80, ...: forks double from look to look.");
        }
        return looks;
    }

    /** The level of the tests of the next look. */
    public double level() {
        return alpha * (looks < QUARTERS ? 0.25 : Math.pow(0.5, looks));
    }

    /**
     * Takes a look.
     *
     * @param forks of the rows that are open
     * @param comparison at {@link #level}, that says what is no worse
     * @return the rows that are not decided
     */
    public Set<RowKey> look(int forks, Comparison comparison) {
        looks++;
        last = comparison;
        Set<RowKey> open = new LinkedHashSet<>();
        for (ComparedMetric line : comparison.lines()) {
            RowMetric cell = line.cell();
            if (!wanted.test(cell) || decided.containsKey(cell)) {
                continue;
            }
            if (line.verdict() == Verdict.CANNOT_TELL || line.verdict() == Verdict.TOO_FEW) {
                open.add(line.key());
            } else if (line.verdict().isJudged()) {
                decided.put(cell, line);
                counts.merge(forks, 1, Integer::sum);
            }
        }
        return open;
    }

    /** Of what the last look has left open and what was decided at each, as it was decided then. */
    public Comparison comparison() {
        if (last == null) {
            throw new IllegalStateException("before the first look");
        }
        // A later fork without a figure leaves the last look no line of what was decided before it.
        Map<RowMetric, ComparedMetric> lines = new LinkedHashMap<>();
        last.lines().forEach(line -> lines.put(line.cell(), line));
        lines.putAll(decided);
        List<String> notes = new ArrayList<>(last.notes());
        notes.add(sentence());
        return new Comparison(
                last.base(),
                last.now(),
                alpha,
                List.copyOf(lines.values()),
                last.missing(),
                last.added(),
                last.faults(),
                notes,
                true);
    }

    private boolean isExact() {
        return decided.values().stream().allMatch(ComparedMetric::isExact);
    }

    /** {@code Decided: 3 after 5 forks, 1 after 20 forks. ...}. */
    private String sentence() {
        String each = counts.isEmpty()
                ? "nothing"
                : counts.entrySet().stream()
                        .map(e -> e.getValue() + " after " + e.getKey() + " forks")
                        .collect(Collectors.joining(", "));
        return "Decided: " + each + ". Over all looks together each is wrong by chance with probability "
                + (isExact() ? "at most " : "about ")
                + alpha
                + ": worse or better where nothing differs, no worse where it is worse by the limit. What else changed"
                + " between two runs is not counted in.";
    }
}
