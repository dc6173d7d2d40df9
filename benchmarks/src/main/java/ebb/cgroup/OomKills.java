// SPDX-License-Identifier: Apache-2.0
package ebb.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kernel's OOM killer ends from now on: in the memory cgroups of the processes that are watched, and on the whole
 * machine. It is never guessed from how a process has ended.
 */
public final class OomKills {
    private static final Pattern LINE = Pattern.compile("(?m)^oom_kill (\\d{1,18})$");
    private static final Path MACHINE = Path.of("/proc/vmstat");

    private final OptionalLong machine = count(MACHINE);
    private final Map<Path, Long> before = new LinkedHashMap<>();

    /** In the cgroup that the process is in now, unless that is watched already. */
    public synchronized void watch(long pid) {
        CgroupLimit.own(pid)
                .flatMap(charge -> file(charge.directory()))
                .ifPresent(file -> count(file).ifPresent(kills -> before.putIfAbsent(file, kills)));
    }

    /**
     * In words, with a semicolon before them; empty where none is known.
     *
     * @param killed whether something has ended as of the signal KILL: that is the only reason to tell what the killer did
     *     to nobody knows whom
     */
    public synchronized String words(boolean killed) {
        // A cgroup counts what its children count too, and they say more.
        Optional<String> watched = before.keySet().stream()
                .filter(file -> since(file) > 0)
                .max(Comparator.comparingInt(Path::getNameCount))
                .map(file -> ended(since(file)) + " of the cgroup " + file.getParent()
                        + " since the service was started (oom_kill in its " + file.getFileName() + ")");
        long somewhere = count(MACHINE).orElse(0) - machine.orElse(0);
        Optional<String> words = watched.or(() -> killed && machine.isPresent() && somewhere > 0
                ? Optional.of(
                        ended(somewhere) + " on this machine since the service was started, in another cgroup or one"
                                + " that cannot be read")
                : Optional.empty());
        return words.map(text -> "; " + text).orElse("");
    }

    private long since(Path file) {
        return count(file).orElse(0) - before.getOrDefault(file, 0L);
    }

    private static String ended(long kills) {
        return "the kernel's OOM killer has ended " + kills + (kills == 1 ? " process" : " processes");
    }

    private static Optional<Path> file(Path cgroup) {
        return Arrays.stream(Version.values())
                .map(version -> cgroup.resolve(version.kills))
                .filter(Files::exists)
                .findFirst();
    }

    /** Empty where the kernel does not tell, before 4.13, or the cgroup is gone. */
    private static OptionalLong count(Path file) {
        try {
            return count(Files.readString(file));
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    static OptionalLong count(String text) {
        Matcher line = LINE.matcher(text);
        return line.find() ? OptionalLong.of(Long.parseLong(line.group(1))) : OptionalLong.empty();
    }
}
