// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The machine's swap space.
 *
 * @param total bytes, 0 where there is none
 * @param used bytes
 */
record Swap(long total, long used) {
    private static final long KIB = 1024;

    /** @param meminfo text of {@code /proc/meminfo} */
    static Swap of(String meminfo) {
        long total = bytes(meminfo, "SwapTotal");
        return new Swap(total, total - bytes(meminfo, "SwapFree"));
    }

    private static long bytes(String meminfo, String key) {
        Matcher line = Pattern.compile("(?m)^" + key + ":\\s*(\\d{1,15}) kB$").matcher(meminfo);
        return line.find() ? KIB * Long.parseLong(line.group(1)) : 0;
    }
}
