// SPDX-License-Identifier: Apache-2.0
package ebb.cgroup;

import ebb.cgroup.CgroupLimit.Charge;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The memory cgroup that some processes have for themselves: what it is charged is of them and of nobody else. */
public final class OwnCgroup {
    private static final int MOST_DIGITS = 32;

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

    /**
     * The file by which the kernel can be asked to take memory from it; empty where these processes have none for
     * themselves, or may not ask.
     *
     * @param pids as for {@link #charge}
     */
    public static Optional<Path> reclaimer(Collection<Long> pids) {
        return charge(pids).stream()
                .flatMap(charge -> Arrays.stream(Version.values())
                        .map(version -> charge.directory().resolve(version.reclaim)))
                .filter(Files::isWritable)
                .findFirst();
    }

    /**
     * Has the kernel take what it can: of version 2 it is asked for all that the cgroup is charged.
     *
     * @param reclaimer the file for that
     * @return whether it has tried
     */
    public static boolean reclaim(Path reclaimer) {
        boolean amount = reclaimer.endsWith(Version.TWO.reclaim);
        // Of a channel the JVM would allocate a buffer, from the allocator that is measured.
        try (OutputStream file = new FileOutputStream(reclaimer.toFile())) {
            file.write(amount ? charged(reclaimer.resolveSibling(Version.TWO.usage)) : new byte[] {'0'});
            return true;
        } catch (IOException e) {
            return amount && tookLess(e);
        }
    }

    private static byte[] charged(Path current) throws IOException {
        try (InputStream file = new FileInputStream(current.toFile())) {
            return file.readNBytes(MOST_DIGITS);
        }
    }

    /**
     * Whether it is EAGAIN, by which the kernel says that it could take less than it was asked for. Other words, in a
     * locale that translates them, leave the rung out.
     */
    static boolean tookLess(IOException e) {
        return String.valueOf(e.getMessage()).contains("temporarily unavailable");
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
