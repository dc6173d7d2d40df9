// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.results.IterationNames;
import ebb.results.ResultRow;
import ebb.results.RunFolder;
import ebb.results.Timeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the timelines that a run kept beside a row. */
final class TimelineInput {
    private TimelineInput() {}

    /** The timelines of a row's forks, of each its last iteration; forks without one, or without a burst, are left out. */
    static List<ForkTimeline> read(RunInput run, ResultRow row) {
        List<ForkTimeline> forks = new ArrayList<>();
        for (Path csv : IterationNames.lastOfEachFork(run.folder().resolve(RunFolder.TIMELINES), row.key(), ".csv")) {
            ForkTimeline.of(Timeline.read(csv)).ifPresent(forks::add);
        }
        return forks;
    }
}
