// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import java.util.List;

/**
 * One of the runs that the page rests on.
 *
 * @param name of its folder or file
 * @param facts of machine and system
 * @param command that repeats it; empty where the run does not tell
 * @param warnings that were given then
 */
record RunSection(String name, List<Fact> facts, String command, List<String> warnings) {
    /** A name and what stands behind it. */
    record Fact(String name, String value) {}
}
