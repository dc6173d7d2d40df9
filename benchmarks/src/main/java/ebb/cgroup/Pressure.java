// SPDX-License-Identifier: Apache-2.0
package ebb.cgroup;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the tasks of a cgroup have waited for memory, as the kernel's pressure stall information (PSI) counts it.
 *
 * @param some microseconds in which at least one waited
 * @param full microseconds in which all that had work waited
 */
public record Pressure(long some, long full) {
    private static final Pattern LINE = Pattern.compile("(?m)^(some|full) .*\\btotal=(\\d{1,18})$");

    /** @param text of memory.pressure; empty where it lacks one of the two */
    static Optional<Pressure> parse(String text) {
        OptionalLong some = OptionalLong.empty();
        OptionalLong full = OptionalLong.empty();
        Matcher line = LINE.matcher(text);
        while (line.find()) {
            OptionalLong total = OptionalLong.of(Long.parseLong(line.group(2)));
            if (line.group(1).equals("some")) {
                some = total;
            } else {
                full = total;
            }
        }
        return some.isPresent() && full.isPresent()
                ? Optional.of(new Pressure(some.getAsLong(), full.getAsLong()))
                : Optional.empty();
    }
}
