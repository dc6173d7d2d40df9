// SPDX-License-Identifier: Apache-2.0
package ebb.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The memory limit that leaves this process the least: of its cgroup and all visible ones above it, by version 1, version
 * 2, or both in a hybrid set-up.
 *
 * @param directory the cgroup that has the limit
 * @param limit bytes
 * @param usage bytes charged that reclaim cannot free: usage less the page cache, which the kernel drops before it
 *     refuses memory
 */
public record CgroupLimit(Path directory, long limit, long usage) {
    /** Version 1 says "unlimited" with 2^63 less a page; no machine has this much. */
    private static final long UNLIMITED = 1L << 60;

    /** Bytes that may still be used before this limit is met. */
    public long available() {
        return Math.max(0, limit - usage);
    }

    /**
     * What one cgroup is charged.
     *
     * @param limit bytes; empty where it has none
     * @param charged bytes, page cache and the kernel's own memory for it included
     * @param cache bytes of these that are page cache, which the kernel drops before it refuses memory
     */
    public record Charge(Path directory, OptionalLong limit, long charged, long cache) {
        private CgroupLimit asLimit() {
            return new CgroupLimit(directory, limit.orElseThrow(), Math.max(0, charged - cache));
        }
    }

    /**
     * The cgroups of a process as it sees them itself, its own first, then those above it, by hierarchy; empty where no
     * file of them can be read. Limits above what its container is shown are not among them.
     */
    public static List<Charge> charges(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        return charges(
                text(process.resolve("cgroup")).orElse(""),
                text(process.resolve("mountinfo")).orElse(""),
                file -> text(Path.of(process.resolve("root").toString() + file)));
    }

    /** What charges a process, as this one sees it; empty where it has ended or no file of its cgroup can be read. */
    static Optional<Charge> own(long pid) {
        String mountinfo = text(Path.of("/proc/self/mountinfo")).orElse("");
        return text(Path.of("/proc", Long.toString(pid), "cgroup"))
                .flatMap(cgroup ->
                        charges(cgroup, mountinfo, CgroupLimit::text).stream().findFirst());
    }

    /** The limit of this process; empty where there is none or no cgroup file can be read. */
    public static Optional<CgroupLimit> read() {
        String cgroup = text(Path.of("/proc/self/cgroup")).orElse("");
        String mountinfo = text(Path.of("/proc/self/mountinfo")).orElse("");
        return find(cgroup, mountinfo, CgroupLimit::text);
    }

    /** @param files the text of a file, empty where there is none */
    static Optional<CgroupLimit> find(String cgroup, String mountinfo, Function<Path, Optional<String>> files) {
        return tightest(charges(cgroup, mountinfo, files)).map(Charge::asLimit);
    }

    /** The one whose limit leaves least; empty where none has a limit. */
    public static Optional<Charge> tightest(List<Charge> charges) {
        return charges.stream()
                .filter(charge -> charge.limit().isPresent())
                .min(Comparator.comparingLong(charge -> charge.asLimit().available()));
    }

    static List<Charge> charges(String cgroup, String mountinfo, Function<Path, Optional<String>> files) {
        List<Charge> charges = new ArrayList<>();
        Folders folders = Folders.parse(cgroup, mountinfo);
        folders.version1()
                .forEach(directory -> charge(Version.ONE, directory, files).ifPresent(charges::add));
        folders.version2()
                .forEach(directory -> charge(Version.TWO, directory, files).ifPresent(charges::add));
        return charges;
    }

    private static Optional<Charge> charge(Version version, Path directory, Function<Path, Optional<String>> files) {
        OptionalLong limit = number(files.apply(directory.resolve(version.limit)));
        OptionalLong usage = number(files.apply(directory.resolve(version.usage)));
        if (usage.isEmpty()) {
            return Optional.empty();
        }
        String stat = files.apply(directory.resolve("memory.stat")).orElse("");
        List<String> cached = List.of(version.total + "inactive_file", version.total + "active_file");
        long cache = stat.lines()
                .map(line -> line.split(" ", -1))
                .filter(words -> words.length == 2 && cached.contains(words[0]))
                .mapToLong(words -> number(Optional.of(words[1])).orElse(0))
                .sum();
        boolean limited = limit.isPresent() && limit.getAsLong() < UNLIMITED;
        return Optional.of(new Charge(directory, limited ? limit : OptionalLong.empty(), usage.getAsLong(), cache));
    }

    /** Empty for a missing file and for version 2's "max". */
    private static OptionalLong number(Optional<String> text) {
        try {
            return text.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(Long.parseLong(text.get().trim()));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
