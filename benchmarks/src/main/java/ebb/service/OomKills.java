// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many processes the kernel's OOM killer has ended on this machine, in whichever cgroup. */
final class OomKills {
    private static final Pattern LINE = Pattern.compile("(?m)^oom_kill (\\d{1,18})$");

    private OomKills() {}

    /** Since the machine has started; always 0 where the kernel does not tell, before 4.13. */
    static long count() {
        try {
            return count(Files.readString(Path.of("/proc/vmstat")));
        } catch (IOException e) {
            return 0;
        }
    }

    static long count(String vmstat) {
        Matcher line = LINE.matcher(vmstat);
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }
}
