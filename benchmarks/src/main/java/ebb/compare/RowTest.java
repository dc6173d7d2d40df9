// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.compare.ForkTest.Evidence;
import ebb.compare.ForkTest.Stratum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tests two rows by the blocks that their runs had: paired where both sides ran in the same rounds and those are enough,
 * otherwise within each kind of machine. It collects what a reader must know about that, and is for one comparison.
 */
final class RowTest {
    private final double alpha;
    private final ForkTest test;
    private final Set<String> leftOut = new TreeSet<>();
    private final Set<String> strata = new TreeSet<>();
    private final Set<String> contrary = new LinkedHashSet<>();
    private final Set<String> unlike = new LinkedHashSet<>();
    private boolean paired;
    private boolean fewPairs;
    private boolean approximate;

    RowTest(double alpha, ForkTest test) {
        this.alpha = alpha;
        this.test = test;
    }

    /**
     * Both sides without the forks on machines that only one of them has; all where they have none in common, which was
     * allowed or is told of the row, or it is not known where they ran.
     */
    List<Side> comparable(Side base, Side now) {
        Set<String> common = common(base, now);
        if (common.isEmpty()) {
            return List.of(base, now);
        }
        Set<String> oneSided = new TreeSet<>(base.strata());
        oneSided.addAll(now.strata());
        oneSided.removeAll(common);
        leftOut.addAll(oneSided);
        return List.of(base.on(common), now.on(common));
    }

    private static Set<String> common(Side base, Side now) {
        Set<String> common = new TreeSet<>(base.strata());
        common.retainAll(now.strata());
        return common;
    }

    /**
     * @param rounds whether forks of the same round ran next to each other
     * @param base comparable to {@code now}
     */
    Evidence evidence(boolean rounds, Side base, Side now) {
        Evidence evidence = byBlocks(rounds, base, now);
        approximate |= !evidence.exact();
        return evidence;
    }

    private Evidence byBlocks(boolean rounds, Side base, Side now) {
        if (rounds && !base.rounds().isEmpty() && !now.rounds().isEmpty()) {
            List<Integer> both = base.rounds().stream()
                    .filter(now.rounds()::contains)
                    .sorted()
                    .toList();
            if (both.size() >= leastPairs()) {
                paired = true;
                return test.paired(base.in(both).values(), now.in(both).values());
            }
            fewPairs = true;
        }
        Set<String> common = common(base, now);
        if (common.size() < 2) {
            return test.unpaired(base.values(), now.values());
        }
        strata.addAll(common);
        return test.stratified(common.stream()
                .map(name -> new Stratum(
                        base.on(Set.of(name)).values(), now.on(Set.of(name)).values()))
                .toList());
    }

    /** The smallest p of n pairs is 2 / 2^n: 0.0625 with 5 pairs. */
    private int leastPairs() {
        return (int) Math.ceil(1 - Math.log(alpha) / Math.log(2));
    }

    /**
     * Looks at each kind of machine for itself.
     *
     * @param base comparable to {@code now}, on the scale of the line's evidence
     */
    void lookAtMachines(ComparedMetric line, Side base, Side now) {
        Map<String, Evidence> each = new LinkedHashMap<>();
        common(base, now)
                .forEach(name -> each.put(
                        name,
                        test.unpaired(
                                base.on(Set.of(name)).values(),
                                now.on(Set.of(name)).values())));
        if (each.size() < 2) {
            return;
        }
        List<String> shifts = new ArrayList<>();
        each.forEach((name, evidence) -> shifts.add(FigureText.amount(line, evidence.shift()) + " on " + name));
        String words = line.metric() + " of " + line.key().label() + " (" + String.join(", ", shifts) + ")";
        double whole = line.evidence().shift();
        boolean changed =
                line.verdict() == ComparedMetric.Verdict.WORSE || line.verdict() == ComparedMetric.Verdict.BETTER;
        if (changed && each.values().stream().anyMatch(its -> its.shift() * whole < 0)) {
            contrary.add(words);
        }
        double highestLow =
                each.values().stream().mapToDouble(Evidence::low).max().orElseThrow();
        double lowestHigh =
                each.values().stream().mapToDouble(Evidence::high).min().orElseThrow();
        if (highestLow > lowestHigh) {
            unlike.add(words);
        }
    }

    /** A sentence each. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (paired) {
            notes.add("Forks of the same round were paired: sign-flip test on the ranks of their differences.");
        }
        if (fewPairs) {
            notes.add("With fewer than " + leastPairs() + " rounds a paired test cannot reach p <= " + alpha
                    + ", so forks were not paired.");
        }
        if (!strata.isEmpty()) {
            notes.add("Forks were compared within each kind of machine (van Elteren's test): "
                    + String.join(", ", strata) + ".");
        }
        if (approximate) {
            notes.add("p≈ is the normal approximation: an exact p takes too long for more than " + ForkTest.MOST_EXACT
                    + " forks, and for fewer on many kinds of machines. Where many values are equal, the exact p may be"
                    + " more than twice as large.");
        }
        if (!leftOut.isEmpty()) {
            notes.add("Only one side has forks on these machines, which are left out: " + String.join(", ", leftOut)
                    + ".");
        }
        if (!contrary.isEmpty()) {
            notes.add("Not every kind of machine agrees with the change of all: " + String.join("; ", contrary) + ".");
        }
        if (!unlike.isEmpty()) {
            notes.add("The change may depend on the machine: its intervals on them do not overlap: "
                    + String.join("; ", unlike) + ".");
        }
        return notes;
    }
}
