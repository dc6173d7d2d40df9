// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of what a burst added to RSS.
 *
 * @param words for the reader
 * @param looks class of {@code figure.css}
 * @param mib as it was measured; it may be negative
 */
record Segment(String words, String looks, double mib) {
    /** The steps' colours, in order of {@link Why#STEPS}. */
    private static final List<String> LOOKS =
            List.of("s-idle", "s-nudge", "s-churn", "s-outside", "s-owners", "s-exit", "s-rest");

    /**
     * What was still resident at the end of idle, in order; without what the run does not tell. Together they are
     * rss.retained.
     */
    static List<Segment> resident(BurstRow row) {
        List<Segment> segments = new ArrayList<>();
        double live = known(row, "live.idle");
        double lazy = known(row, "rss.lazyfree");
        segments.add(new Segment("still allocated by the program", "s-live", live));
        segments.add(new Segment("given back, counted until memory is short (MADV_FREE)", "s-lazy", lazy));
        if (row.metric("why.rest").isKnown()) {
            for (int i = 0; i < LOOKS.size(); i++) {
                Why step = Why.STEPS.get(i);
                segments.add(new Segment("given back " + step.words(), LOOKS.get(i), known(row, step.label())));
            }
        } else {
            double kept = known(row, "rss.retained") - live - lazy;
            segments.add(new Segment("kept by the allocator", "s-kept", kept));
        }
        return segments.stream().filter(segment -> segment.mib != 0).toList();
    }

    private static double known(BurstRow row, String label) {
        Spread spread = row.metric(label);
        return spread.isKnown() ? spread.mean() : 0;
    }
}
