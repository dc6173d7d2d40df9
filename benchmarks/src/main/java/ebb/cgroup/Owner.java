// SPDX-License-Identifier: Apache-2.0
package ebb.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process that made a cgroup, as its name tells: {@code ebb-NAMESPACE-PID-START-N}. A pid alone comes again.
 *
 * @param namespace of the pids, by its inode
 * @param start in ticks since the machine was started
 */
record Owner(String namespace, long pid, long start) {
    private static final Pattern NAME = Pattern.compile("ebb-(\\w+)-(\\d{1,18})-(\\d{1,18})-\\d{1,9}");

    /** Of those after the program's name, which may hold blanks and parentheses. */
    private static final int START_FIELD = 19;

    static Owner self() {
        long pid = ProcessHandle.current().pid();
        return new Owner(namespaceOfSelf(), pid, startOf(pid).orElse(0L));
    }

    private static String namespaceOfSelf() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid"))
                    .toString()
                    .replaceAll("\\D", "");
        } catch (IOException e) {
            return "0";
        }
    }

    /** Empty where there is no such process. */
    static Optional<Long> startOf(long pid) {
        try {
            return Optional.of(start(Files.readString(Path.of("/proc", Long.toString(pid), "stat"))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static long start(String stat) {
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[START_FIELD]);
    }

    /** The name of its n-th cgroup. */
    String name(int n) {
        return "ebb-" + namespace + "-" + pid + "-" + start + "-" + n;
    }

    /** Whether a cgroup of that name is one of its own. */
    boolean made(String name) {
        return name.startsWith(name(0).substring(0, name(0).length() - 1));
    }

    /**
     * Whether a cgroup of that name was made by an Ebb that is gone. One whose pids are not seen from here is left alone.
     *
     * @param starts of the processes that run now, by their pid
     */
    boolean isLeftByAnother(String name, LongFunction<Optional<Long>> starts) {
        Matcher made = NAME.matcher(name);
        return made.matches()
                && made.group(1).equals(namespace)
                && !starts.apply(Long.parseLong(made.group(2))).equals(Optional.of(Long.parseLong(made.group(3))));
    }
}
