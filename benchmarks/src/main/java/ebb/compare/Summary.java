// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.compare.ComparedMetric.Verdict;
import java.util.ArrayList;
import java.util.List;

/** What is printed below the tables: the counts, what was left out, how far it can be trusted. */
final class Summary {
    private static final int MOST_LISTED = 12;

    private Summary() {}

    /** Sentences, the verdict first. */
    static List<String> of(Comparison comparison) {
        List<String> lines = new ArrayList<>();
        lines.add(verdict(comparison));
        long tooFew = comparison.count(Verdict.TOO_FEW);
        if (tooFew > 0) {
            lines.add("?: " + times(tooFew, "comparison") + " with fewer than " + Comparer.LEAST_FORKS
                    + " forks a side, or too few for p <= " + comparison.alpha() + ", so without a verdict.");
            long apart = comparison.lines().stream()
                    .filter(line -> wouldHaveAVerdict(comparison, line))
                    .count();
            if (apart > 0) {
                lines.add("In " + apart
                        + " of them all forks of one side are apart from the other's, by the limit or more:"
                        + " with 5 forks a side they would have a verdict if that stays so.");
            }
        }
        List<ComparedMetric> open = comparison.lines().stream()
                .filter(line -> line.verdict() == Verdict.CANNOT_TELL && !line.noisy())
                .toList();
        if (!open.isEmpty()) {
            lines.add("Cannot tell: that it is worse by the limit or more is not ruled out, and it is not"
                    + " called worse; more forks may decide it.");
            long clear = open.stream()
                    .filter(line -> !comparison.ofLooks() && line.isClear(comparison.alpha()))
                    .count();
            if (clear > 0) {
                lines.add("These include " + times(clear, "clear difference") + " below the limit of the row.");
            }
        }
        long small = comparison.lines().stream()
                .filter(line -> line.verdict() == Verdict.SAME && line.isClear(comparison.alpha()))
                .count();
        if (small > 0) {
            lines.add("~ includes " + times(small, "clear difference") + " below the limit of the row.");
        }
        if (comparison.isCorrected()) {
            lines.add("q: " + comparison.standing() + " of "
                    + (comparison.count(Verdict.WORSE) + comparison.count(Verdict.BETTER))
                    + " differences have a rate of false discoveries (Benjamini and Hochberg, over all "
                    + comparison.judged() + " comparisons) of at most " + comparison.alpha() + ".");
        }
        long noRatio =
                comparison.lines().stream().filter(ComparedMetric::noRatio).count();
        if (noRatio > 0) {
            lines.add(times(noRatio, "ratio") + " could not be taken, because a value is zero or below; the"
                    + " difference is shown instead.");
        }
        lines.addAll(comparison.notes());
        list(lines, "Only in " + comparison.base() + ": ", comparison.missing());
        list(lines, "Only in " + comparison.now() + ": ", comparison.added());
        list(lines, "Incomparable: ", comparison.faults());
        if (comparison.judged() > 0 && !comparison.ofLooks()) {
            lines.add("Were nothing different, chance alone would put "
                    + (comparison.isExact() ? "on average at most " : "about ")
                    + comparison.falseAlarms().toPlainString() + " of " + times(comparison.judged(), "comparison")
                    + " at p <= " + comparison.alpha() + "; the limits keep the small ones out.");
        }
        return lines;
    }

    /** Of 5 forks a side, all apart, p is 2 of 252; within kinds of machines it depends on how many run on each. */
    private static boolean wouldHaveAVerdict(Comparison comparison, ComparedMetric line) {
        return line.verdict() == Verdict.TOO_FEW
                && line.isApart()
                && Math.min(line.base().size(), line.now().size()) < Comparer.LEAST_FORKS
                && line.evidence().strata() < 2
                && !comparison.ofLooks()
                && comparison.alpha() >= 2.0 / 252;
    }

    private static String verdict(Comparison comparison) {
        long worse = comparison.count(Verdict.WORSE);
        return (worse == 0 ? "No regression" : times(worse, "regression")) + ", "
                + times(comparison.count(Verdict.BETTER), "improvement") + ", " + rest(comparison)
                + comparison.count(Verdict.NOT_JUDGED) + " not judged.";
    }

    private static String rest(Comparison comparison) {
        return comparison.answersNoWorse()
                ? comparison.count(Verdict.NO_WORSE) + " no worse, "
                        + (comparison.count(Verdict.CANNOT_TELL) + comparison.count(Verdict.TOO_FEW))
                        + " that cannot be told, "
                : comparison.count(Verdict.SAME) + " without a difference shown, ";
    }

    private static void list(List<String> lines, String what, List<String> items) {
        items.stream().limit(MOST_LISTED).forEach(item -> lines.add(what + item + "."));
        if (items.size() > MOST_LISTED) {
            lines.add(what + (items.size() - MOST_LISTED) + " more (all of them with -rf json).");
        }
    }

    private static String times(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
