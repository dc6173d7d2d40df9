// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import java.util.List;

/**
 * A step of the ladder that is climbed after the idle period, and what went at it. In order of the steps; the label is
 * the metric's, in MiB.
 *
 * @param words what the reader is told of a byte that went at this step
 */
record Why(String label, String words) {
    static final List<Why> STEPS = List.of(
            new Why("why.wait", "by itself, only later"),
            new Why("why.nudge", "when each thread does a little"),
            new Why("why.churn", "when each thread works on"),
            new Why("why.outside", "on request, from any thread"),
            new Why("why.owners", "on request, from its own threads"),
            new Why("why.exit", "when its threads end"),
            new Why("why.rest", "at no step"));

    /** Less than this of what is still resident is not named. */
    private static final double LEAST_SHARE = 0.2;

    /**
     * The steps at which most went, the largest share first: {@code on request, from any thread 81 %}; at most two.
     * Empty where the run has no such steps or next to nothing stayed.
     */
    static String inWords(BurstRow row) {
        double all = STEPS.stream().mapToDouble(step -> went(row, step)).sum();
        if (all < 1) {
            return "";
        }
        return String.join(
                "; ",
                STEPS.stream()
                        .filter(step -> went(row, step) >= LEAST_SHARE * all)
                        .sorted((a, b) -> Double.compare(went(row, b), went(row, a)))
                        .limit(2)
                        .map(step -> step.words() + " " + Math.round(100 * went(row, step) / all) + " %")
                        .toList());
    }

    private static double went(BurstRow row, Why step) {
        Spread spread = row.metric(step.label());
        return spread.isKnown() ? Math.max(0, spread.mean()) : 0;
    }
}
