// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.results.Phase;
import ebb.results.ResultRow;
import ebb.results.RunData;
import ebb.results.RunFolder;
import ebb.results.Rung;
import ebb.results.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A fork's timeline and the part of it that is shown: from shortly before its first burst to the end of the last idle
 * period, or of the ladder.
 *
 * @param zero time of the first burst's first sample
 * @param last time of the last sample of the part
 */
record ForkTimeline(Timeline timeline, long zero, long last) {
    /** Nanoseconds of base that are shown before a burst. */
    private static final long BEFORE = 1_000_000_000L;

    private static final double SECOND = 1e9;

    /** The last iteration of each of a row's forks; forks without a timeline, or without a burst in it, are left out. */
    static List<ForkTimeline> read(RunData run, ResultRow row) {
        return run.files(RunFolder.TIMELINES, row, ".csv").stream()
                .flatMap(csv -> of(Timeline.read(csv)).stream())
                .toList();
    }

    private static Optional<ForkTimeline> of(Timeline timeline) {
        int zero = 0;
        while (zero < timeline.count() && !timeline.phase(zero).equals(Phase.BURST)) {
            zero++;
        }
        if (zero == timeline.count()) {
            return Optional.empty();
        }
        int last = timeline.count() - 1;
        while (timeline.phase(last).equals(Phase.AFTER)) {
            last--;
        }
        return Optional.of(new ForkTimeline(timeline, timeline.nanos(zero), timeline.nanos(last)));
    }

    static Grid grid(List<ForkTimeline> forks) {
        long first = forks.stream()
                .mapToLong(fork -> Math.max(-BEFORE, fork.timeline.nanos(0) - fork.zero))
                .min()
                .orElse(0);
        long last =
                forks.stream().mapToLong(fork -> fork.last - fork.zero).max().orElse(0);
        return Grid.over(first, last);
    }

    List<Long> rss(Grid grid) {
        return grid.fold(timeline, zero, last, i -> timeline.rss(i) >> 10);
    }

    List<Long> live(Grid grid) {
        return grid.fold(timeline, zero, last, i -> timeline.live(i) >> 10);
    }

    /** What the load did, from the first burst on; a phase ends where the next begins. */
    List<BurstRow.Stretch> phases() {
        List<BurstRow.Stretch> phases = new ArrayList<>();
        Phase current = Phase.BURST;
        long from = zero;
        for (int i = 0; i < timeline.count() && timeline.nanos(i) <= last; i++) {
            if (timeline.nanos(i) > zero && !timeline.phase(i).equals(current)) {
                phases.add(phase(current, from, timeline.nanos(i)));
                current = timeline.phase(i);
                from = timeline.nanos(i);
            }
        }
        phases.add(phase(current, from, last));
        return phases;
    }

    private BurstRow.Stretch phase(Phase phase, long from, long to) {
        return new BurstRow.Stretch(
                phase.label(),
                Rung.of(phase).map(rung -> 1 + rung.ordinal()).orElse(0),
                (from - zero) / SECOND,
                (to - zero) / SECOND);
    }
}
