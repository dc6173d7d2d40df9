// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

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
 * The memory limit that leaves this process the least: of its cgroup and of all above it that are seen from here, by
 * version 1, version 2, or both of a hybrid set-up.
 *
 * @param directory the cgroup that has the limit
 * @param limit bytes
 * @param usage bytes charged that reclaim cannot free: usage less the page cache, which the kernel drops before it
 *     refuses memory
 */
public record CgroupLimit(Path directory, long limit, long usage) {
    /** Version 1 says "unlimited" with 2^63 less a page; no machine has this much. */
    private static final long UNLIMITED = 1L << 60;

    private static final Version V1 = new Version(
            "memory.limit_in_bytes", "memory.usage_in_bytes", List.of("total_inactive_file", "total_active_file"));
    private static final Version V2 =
            new Version("memory.max", "memory.current", List.of("inactive_file", "active_file"));

    /** @param cache the lines of memory.stat that are page cache */
    private record Version(String limit, String usage, List<String> cache) {}

    /** Bytes that may still be used before this limit is met. */
    public long available() {
        return Math.max(0, limit - usage);
    }

    /** The limit of this process; empty where there is none or no cgroup file can be read. */
    public static Optional<CgroupLimit> read() {
        String cgroup = text(Path.of("/proc/self/cgroup")).orElse("");
        String mountinfo = text(Path.of("/proc/self/mountinfo")).orElse("");
        return find(cgroup, mountinfo, CgroupLimit::text);
    }

    /** @param files the text of a file, empty where it is not there */
    static Optional<CgroupLimit> find(String cgroup, String mountinfo, Function<Path, Optional<String>> files) {
        List<CgroupLimit> limits = new ArrayList<>();
        CgroupPaths paths = CgroupPaths.parse(cgroup, mountinfo);
        paths.version1().forEach(directory -> limit(V1, directory, files).ifPresent(limits::add));
        paths.version2().forEach(directory -> limit(V2, directory, files).ifPresent(limits::add));
        return limits.stream().min(Comparator.comparingLong(CgroupLimit::available));
    }

    private static Optional<CgroupLimit> limit(
            Version version, Path directory, Function<Path, Optional<String>> files) {
        OptionalLong limit = number(files.apply(directory.resolve(version.limit())));
        OptionalLong usage = number(files.apply(directory.resolve(version.usage())));
        if (limit.isEmpty() || usage.isEmpty() || limit.getAsLong() >= UNLIMITED) {
            return Optional.empty();
        }
        String stat = files.apply(directory.resolve("memory.stat")).orElse("");
        long cache = stat.lines()
                .map(line -> line.split(" ", -1))
                .filter(words -> words.length == 2 && version.cache().contains(words[0]))
                .mapToLong(words -> number(Optional.of(words[1])).orElse(0))
                .sum();
        return Optional.of(new CgroupLimit(directory, limit.getAsLong(), Math.max(0, usage.getAsLong() - cache)));
    }

    /** Empty for a file that is not there and for version 2's "max". */
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
