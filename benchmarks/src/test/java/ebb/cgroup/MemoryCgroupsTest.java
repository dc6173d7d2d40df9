// SPDX-License-Identifier: Apache-2.0
package ebb.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MemoryCgroupsTest {
    private static final String V1_MOUNTS = """
            35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory
            41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
            """;
    private static final String V1_CGROUP = "4:memory:/jobs/4fb7\n0::/\n";
    private static final String V2_MOUNTS = "25 20 0:22 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n";
    private static final String V2_CGROUP = "0::/user/ebb.scope\n";
    private static final Path V1 = Path.of("/sys/fs/cgroup/memory/jobs/4fb7");
    private static final Path V2 = Path.of("/sys/fs/cgroup/user/ebb.scope");
    private static final Path V1_ABOVE = Path.of("/sys/fs/cgroup/memory/jobs");
    private static final Path V2_ABOVE = Path.of("/sys/fs/cgroup/user");
    private static final Path TOP = Path.of("/sys/fs/cgroup");
    private static final long GIB = 1L << 30;

    /** Of a process that no machine has: no pid is that high. */
    private static final Owner SELF = new Owner("4026531836", 99_999_999, 1234);

    private final Fake tree = new Fake();

    /** Folders with the files that the kernel gives them. */
    private static final class Fake extends KernelTree {
        final Map<Path, String> files = new TreeMap<>();
        final List<Path> folders = new ArrayList<>();
        final List<String> done = new ArrayList<>();
        final List<Path> closed = new ArrayList<>();
        final List<Path> unjoined = new ArrayList<>();
        Map<String, String> ofChild = Map.of();
        boolean gives;

        @Override
        String read(Path file) throws IOException {
            String text = files.get(file);
            if (text == null) {
                throw new NoSuchFileException(file.toString());
            }
            return text;
        }

        @Override
        void write(Path file, String value) throws IOException {
            if (file.endsWith("cgroup.subtree_control") && !gives) {
                throw new FileSystemException(file.toString(), null, "Device or resource busy");
            }
            read(file);
            done.add(file.getFileName() + "=" + value);
            files.put(file, value);
            if (file.endsWith("cgroup.subtree_control")) {
                ofChild = Map.of("cgroup.procs", "", "memory.max", "max\n");
            }
        }

        @Override
        boolean has(Path file) {
            return files.containsKey(file);
        }

        @Override
        void make(Path folder) throws IOException {
            if (closed.contains(folder.getParent())) {
                throw new AccessDeniedException(folder.toString());
            }
            folders.add(folder);
            ofChild.forEach((name, text) -> files.put(folder.resolve(name), text));
        }

        @Override
        void remove(Path folder) throws IOException {
            if (!files.getOrDefault(folder.resolve("cgroup.procs"), "").isEmpty()
                    || !children(folder).isEmpty()) {
                throw new DirectoryNotEmptyException(folder.toString());
            }
            folders.remove(folder);
            files.keySet().removeIf(file -> file.startsWith(folder));
        }

        @Override
        void join(Path folder) throws IOException {
            if (unjoined.contains(folder.getParent())) {
                throw new IOException("no process may join one below it");
            }
        }

        @Override
        void kill(long pid) {
            done.add("kill " + pid);
            files.replaceAll((file, text) -> file.endsWith("cgroup.procs") ? "" : text);
        }

        @Override
        List<Path> children(Path folder) {
            return folders.stream()
                    .filter(child -> folder.equals(child.getParent()))
                    .toList();
        }
    }

    private MemoryCgroups version1(boolean swap) {
        return MemoryCgroups.open(V1_CGROUP, V1_MOUNTS, tree, SELF, swap);
    }

    private MemoryCgroups version2() {
        return MemoryCgroups.open(V2_CGROUP, V2_MOUNTS, tree, SELF, false);
    }

    private void childrenOfVersion1(String... more) {
        Map<String, String> files = new TreeMap<>(Map.of(
                "memory.limit_in_bytes", "9223372036854771712\n",
                "memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n",
                "memory.max_usage_in_bytes", "419430400\n",
                "memory.failcnt", "17\n",
                "memory.stat", "cache 5\npgmajfault 6\ntotal_pgmajfault 7\n",
                "cgroup.procs", ""));
        for (String name : more) {
            files.put(name, "9223372036854771712\n");
        }
        tree.ofChild = files;
    }

    private void childrenOfVersion2() {
        tree.ofChild = Map.of(
                "memory.max", "max\n",
                "memory.swap.max", "max\n",
                "memory.events", "low 0\nhigh 0\nmax 812\noom 4\noom_kill 3\noom_group_kill 1\n",
                "memory.peak", "1000000\n",
                "cgroup.procs", "");
    }

    @Test
    void version1LimitsMemoryThenMemoryWithSwap() {
        childrenOfVersion1("memory.memsw.limit_in_bytes", "memory.swappiness");

        Cgroup cgroup = version1(true).make(GIB);

        assertThat(tree.done)
                .containsExactly(
                        "memory.swappiness=0",
                        "memory.limit_in_bytes=1073741824",
                        "memory.memsw.limit_in_bytes=1073807360");
        assertThat(tree.folders).singleElement().matches(made -> V1.equals(made.getParent()));
        assertThat(cgroup.oomKills()).isEqualTo(2);
        assertThat(cgroup.peak()).isEqualTo(OptionalLong.of(419_430_400));
        assertThat(cgroup.hits()).isEqualTo(OptionalLong.of(17));
        assertThat(cgroup.shortages()).isEqualTo(17);
        assertThat(cgroup.majorFaults()).isEqualTo(OptionalLong.of(6));
        cgroup.close();
        assertThat(tree.folders).isEmpty();
    }

    /** oom counts the times that memory was refused, oom_kill the processes that were ended. */
    @Test
    void version2LimitsSwapToNothingAndCountsKillsAlone() {
        childrenOfVersion2();

        Cgroup cgroup = version2().make(GIB);

        assertThat(tree.done).containsExactly("memory.swap.max=0", "memory.max=1073741824");
        assertThat(tree.folders).singleElement().matches(made -> V2.equals(made.getParent()));
        assertThat(cgroup.oomKills()).isEqualTo(3);
        assertThat(cgroup.peak()).isEqualTo(OptionalLong.of(1_000_000));
        assertThat(cgroup.hits()).isEqualTo(OptionalLong.of(812));
        assertThat(cgroup.majorFaults()).isEmpty();
    }

    /** It reads files at its limit all the time, and is killed because the machine lacks memory. */
    @Test
    void version2TellsALackOfMemoryAtTheLimitFromBeingThere() {
        childrenOfVersion2();
        Cgroup cgroup = version2().make(GIB);
        Path events = cgroup.folder().resolve("memory.events");

        tree.files.put(events, "low 0\nhigh 0\nmax 812\noom 0\noom_kill 1\n");
        assertThat(cgroup.hits()).hasValue(812);
        assertThat(cgroup.oomKills()).isEqualTo(1);
        assertThat(cgroup.shortages()).isZero();

        tree.files.put(events, "low 0\nhigh 0\nmax 812\noom 2\noom_kill 1\n");
        assertThat(cgroup.shortages()).isEqualTo(2);
        tree.files.put(events, "low 0\nhigh 0\nmax 812\noom_kill 1\n");
        assertThatThrownBy(cgroup::shortages)
                .isInstanceOf(EbbException.class)
                .hasMessage("This kernel's " + events + " does not say whether a cgroup lacked memory at its limit, so"
                        + " nobody can tell whether a fork was ended by that.");
    }

    private static final String PRESSURE = """
            some avg10=0.00 avg60=1.25 avg300=0.40 total=1834520
            full avg10=0.00 avg60=0.80 avg300=0.10 total=912284
            """;

    @Test
    void version2HasAMarkBelowTheLimitAndTellsOfPressure() {
        tree.ofChild = Map.of(
                "memory.max", "max\n",
                "memory.swap.max", "max\n",
                "memory.high", "max\n",
                "memory.events", "low 0\nhigh 4711\nmax 812\noom 0\noom_kill 0\n",
                "memory.pressure", PRESSURE,
                "cgroup.procs", "");
        Cgroup cgroup = version2().make(GIB);
        assertThat(cgroup.overHigh()).isEmpty();

        cgroup.high(GIB / 2);

        assertThat(tree.done).last().isEqualTo("memory.high=536870912");
        assertThat(cgroup.overHigh()).isEqualTo(OptionalLong.of(4711));
        assertThat(cgroup.pressure()).contains(new Pressure(1_834_520, 912_284));
        version2().requireHigh();
    }

    /** What is not told is not zero. */
    @Test
    void version1HasNeither() {
        childrenOfVersion1();
        Cgroup cgroup = version1(false).make(GIB);

        assertThat(cgroup.overHigh()).isEmpty();
        assertThat(cgroup.pressure()).isEmpty();
        assertThatThrownBy(() -> version1(false).requireHigh())
                .hasToString("-p high needs version 2 of cgroups: here " + V1
                        + " has the memory controller, which is of" + " version 1 and has no memory.high.");
        assertThat(Pressure.parse("some avg10=0.00 avg60=0.00 avg300=0.00 total=5\n"))
                .isEmpty();
        assertThat(Pressure.parse("")).isEmpty();
    }

    @Test
    void aProcessJoinsBeforeItBecomesTheFork() {
        childrenOfVersion1();

        List<String> words = Cgroup.joining(version1(false).make(GIB).folder());

        assertThat(words.subList(0, 3)).containsExactly("sh", "-c", "echo $$ > \"$0\" && exec \"$@\"");
        assertThat(words.get(3)).isEqualTo(tree.folders.get(0) + "/cgroup.procs");
    }

    @Test
    void swapThatCannotBeLimitedIsRefusedAndNothingIsLeft() {
        childrenOfVersion1();

        assertThatThrownBy(() -> version1(true).make(GIB))
                .hasMessageStartingWith(
                        "This machine has swap, and its kernel cannot keep a cgroup from using it (" + V1)
                .hasMessageEndingWith("/memory.memsw.limit_in_bytes is not there), so a limit would not be one: turn it"
                        + " off with swapoff -a.");
        assertThat(tree.folders).isEmpty();
    }

    @Test
    void whereItsOwnCgroupIsNotItsToUseTheOneAboveIs() {
        childrenOfVersion1();
        tree.closed.add(V1);

        version1(false).make(GIB);

        assertThat(tree.folders).singleElement().matches(made -> V1_ABOVE.equals(made.getParent()));
    }

    @Test
    void whereThereIsNoneOneSentenceSaysWhatIsMissing() {
        tree.closed.addAll(List.of(V2, V2_ABOVE, TOP));

        assertThatThrownBy(this::version2)
                .hasToString("Forks under a memory limit need a memory cgroup of their own, and none can be made"
                        + " (/sys/fs/cgroup/user/ebb.scope: permission denied; /sys/fs/cgroup/user: permission denied;"
                        + " /sys/fs/cgroup: permission denied): run Ebb as root, or in a cgroup of your own, as with"
                        + " systemd-run --user --scope -p Delegate=yes java -jar benchmarks.jar.");
        assertThatThrownBy(() -> MemoryCgroups.open("", "", tree, SELF, false))
                .hasMessageContaining("(no cgroup hierarchy is mounted here)");
    }

    /** The scope of systemd-run: it has the controller, its children do not yet, and this process is in it. */
    @Test
    void aScopeOfItsOwnIsLeftForAChildSoThatItMayHaveOthers() {
        tree.files.put(V2.resolve("cgroup.controllers"), "cpu memory pids\n");
        tree.files.put(V2.resolve("cgroup.procs"), SELF.pid() + "\n");
        tree.files.put(V2.resolve("cgroup.subtree_control"), "");
        tree.ofChild = Map.of("cgroup.procs", "");
        tree.gives = true;

        version2();

        assertThat(tree.done).containsExactly("cgroup.procs=99999999", "cgroup.subtree_control=+memory");
        Path moved = tree.folders.get(0);
        assertThat(tree.files).containsEntry(moved.resolve("cgroup.procs"), "99999999");

        // The next one is made beside it, and not below.
        tree.files.put(V2.resolve("cgroup.procs"), "");
        tree.files.put(moved.resolve("cgroup.controllers"), "memory\n");
        tree.files.put(moved.resolve("cgroup.subtree_control"), "");
        Cgroup next = MemoryCgroups.open(
                        "0::/user/ebb.scope/" + moved.getFileName() + "\n", V2_MOUNTS, tree, SELF, false)
                .make();

        assertThat(next.folder().getParent()).isEqualTo(V2);
        assertThat(tree.done).hasSize(2);
    }

    /** Whoever may make one may yet lack the right to the file of those above. */
    @Test
    void whereNoProcessMayJoinOneItGoesOnUpward() {
        childrenOfVersion2();
        tree.unjoined.add(V2);

        Cgroup made = version2().make(GIB);

        assertThat(made.folder().getParent()).isEqualTo(V2_ABOVE);
        tree.unjoined.addAll(List.of(V2_ABOVE, TOP));
        assertThatThrownBy(this::version2).hasMessageContaining("(" + V2 + ": no process may join one below it; ");
        assertThat(tree.folders).containsExactly(made.folder());
    }

    @Test
    void withOthersInItsCgroupItGoesOnUpward() {
        tree.files.put(V2.resolve("cgroup.controllers"), "memory\n");
        tree.files.put(V2.resolve("cgroup.procs"), "1\n" + SELF.pid() + "\n");
        tree.files.put(V2_ABOVE.resolve("cgroup.controllers"), "cpu\n");
        tree.closed.add(TOP);

        assertThatThrownBy(this::version2)
                .hasMessageContaining(
                        "(/sys/fs/cgroup/user/ebb.scope: it has other processes, too, so none below it can"
                                + " be given a limit;"
                                + " /sys/fs/cgroup/user: it has no memory controller; /sys/fs/cgroup: permission denied)");
        assertThat(tree.done).isEmpty();
    }

    @Test
    void aKernelThatDoesNotTellKillsIsNotGuessedFor() {
        childrenOfVersion1();
        Cgroup cgroup = version1(false).make(GIB);
        tree.files.replaceAll((file, text) -> file.endsWith("memory.oom_control") ? "under_oom 0\n" : text);

        assertThatThrownBy(cgroup::oomKills).hasMessageContaining("has no line 'oom_kill', so nobody can tell");
        assertThat(new Cgroup(Version.TWO, V2, tree).peak()).isEmpty();
    }

    @Test
    void whatStillRunsInItIsEnded() {
        childrenOfVersion1();
        Cgroup cgroup = version1(false).make(GIB);
        tree.files.put(tree.folders.get(0).resolve("cgroup.procs"), "4711\n");

        cgroup.close();

        assertThat(tree.done).contains("kill 4711");
        assertThat(tree.folders).isEmpty();
    }

    /** As a service that is root makes them. */
    @Test
    void thoseBelowItAreRemovedToo() {
        childrenOfVersion1();
        Cgroup cgroup = version1(false).make(GIB);
        Path child = cgroup.folder().resolve("web");
        tree.folders.addAll(List.of(child, child.resolve("worker")));
        tree.files.put(child.resolve("worker/cgroup.procs"), "4711\n");

        cgroup.close();

        assertThat(tree.done).contains("kill 4711");
        assertThat(tree.folders).isEmpty();
    }

    /** Its own, another Ebb's that runs, one of other pids, and somebody else's stay. */
    @Test
    void theCgroupsOfAnEbbThatIsGoneAreRemoved() {
        childrenOfVersion1();
        Owner running = Owner.self();
        Path gone = V1.resolve("ebb-4026531836-99999998-77-3");
        Path below = gone.resolve("web");
        Path busy = V1.resolve("ebb-4026531836-99999998-77-4");
        List<Path> others = List.of(
                busy,
                V1.resolve(new Owner("4026531836", running.pid(), running.start()).name(1)),
                V1.resolve("ebb-1-99999998-77-5"),
                V1.resolve("ebb-mine"));
        tree.folders.addAll(List.of(gone, below));
        tree.folders.addAll(others);
        tree.files.put(busy.resolve("cgroup.procs"), "4711\n");

        version1(false);

        assertThat(tree.folders).containsExactlyElementsOf(others);
    }

    @Test
    void aPidThatCameAgainIsAnotherProcess() {
        assertThat(SELF.isLeftByAnother("ebb-4026531836-5-100-1", pid -> Optional.of(100L)))
                .isFalse();
        assertThat(SELF.isLeftByAnother("ebb-4026531836-5-100-1", pid -> Optional.of(101L)))
                .isTrue();
        assertThat(Owner.start("5 (a) b c) S 1 5 5 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 8765 9 10"))
                .isEqualTo(8765);
    }
}
