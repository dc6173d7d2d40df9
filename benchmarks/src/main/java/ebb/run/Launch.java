// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a run is started, whatever it measures.
 *
 * @param commandLine Ebb's arguments without --resume: what --resume takes up again
 * @param out folder in which run folders are made
 * @param startLimit how long a fork may take to its first iteration
 * @param schedule the order of its forks
 * @param resume the run folder to go on with; empty for a new one
 */
public record Launch(
        List<String> commandLine, Path out, Duration startLimit, Schedule schedule, Optional<Path> resume) {}
