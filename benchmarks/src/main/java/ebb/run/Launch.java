// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How a run is started, whatever it measures.
 *
 * @param commandLine all of Ebb's arguments, for the record
 * @param out folder in which run folders are made
 * @param startLimit how long a fork may take to its first iteration
 */
public record Launch(List<String> commandLine, Path out, Duration startLimit) {}
