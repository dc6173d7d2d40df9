// SPDX-License-Identifier: Apache-2.0
package ebb.cgroup;

import ebb.cgroup.CgroupLimit.Charge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The memory cgroup that some processes have for themselves: what it is charged is of them and of nobody else. */
public final class OwnCgroup {
    private OwnCgroup() {}

    /**
     * What it is charged now.
     *
     * @param pids of processes that are there
     * @return empty where they are in several, where others are in theirs or below it, or the kernel does not tell
     */
    public static Optional<Charge> charge(Collection<Long> pids) {
        List<Path> folders = pids.stream()
                .map(pid -> CgroupLimit.own(pid).map(Charge::directory).orElse(Path.of("")))
                .distinct()
                .toList();
        return folders.size() == 1 && isOf(folders.get(0), pids)
                ? CgroupLimit.own(pids.iterator().next())
                : Optional.empty();
    }

    private static boolean isOf(Path folder, Collection<Long> pids) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.noneMatch(Files::isDirectory)
                    && Files.readAllLines(folder.resolve("cgroup.procs")).stream()
                            .allMatch(pid -> pids.contains(Long.valueOf(pid)));
        } catch (IOException e) {
            return false;
        }
    }
}
