// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.results.ResultRow;
import ebb.results.Timeline;
import ebb.results.TimelineFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds and reads the files that a run kept beside a row, by the names that {@link TimelineFile} gives. */
final class TimelineInput {
    private static final Pattern FORK_AND_ITERATION = Pattern.compile("(\\d+)-iter(\\d+)\\.\\w+");

    private TimelineInput() {}

    /** The timelines of a row's forks, of each its last iteration; forks without one, or without a burst, are left out. */
    static List<ForkTimeline> read(RunInput run, ResultRow row) {
        List<ForkTimeline> forks = new ArrayList<>();
        for (Path csv : lastIterations(run, "timelines", row, ".csv")) {
            ForkTimeline.of(Timeline.read(csv)).ifPresent(forks::add);
        }
        return forks;
    }

    /** A row's files in a folder of the run, one a fork in the order of forks: that of its last iteration. */
    static List<Path> lastIterations(RunInput run, String folder, ResultRow row, String ending) {
        String stem =
                TimelineFile.stem(row.key().benchmark(), row.key().params().values());
        Map<Integer, Path> byFork = new TreeMap<>();
        Map<Integer, Integer> iterations = new TreeMap<>();
        for (Path file : run.files(folder, stem)) {
            Matcher numbers =
                    FORK_AND_ITERATION.matcher(file.getFileName().toString().substring(stem.length()));
            if (numbers.matches() && file.toString().endsWith(ending)) {
                int fork = Integer.parseInt(numbers.group(1));
                int iteration = Integer.parseInt(numbers.group(2));
                if (iteration > iterations.getOrDefault(fork, 0)) {
                    iterations.put(fork, iteration);
                    byFork.put(fork, file);
                }
            }
        }
        return List.copyOf(byFork.values());
    }
}
