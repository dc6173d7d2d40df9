// SPDX-License-Identifier: Apache-2.0
package ebb.cgroup;

import ebb.base.EbbException;
import ebb.base.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Where this process may make memory cgroups: below its own or, where that is not allowed, below one above it.
 *
 * <pre>{@code
 * try (Cgroup cgroup = MemoryCgroups.open().make(bytes)) {
 *     // start a process with Cgroup.joining(cgroup.folder())
 *     boolean killed = cgroup.oomKills() > 0;
 * }
 * }</pre>
 *
 * <p>With version 1 a child is made and that is all. With version 2 a cgroup has processes or children with controllers,
 * not both: where this process is alone in its own, it moves into a child first. That is so in the scope of {@code
 * systemd-run --user --scope -p Delegate=yes}.
 */
public final class MemoryCgroups {
    private static final AtomicInteger MADE = new AtomicInteger();

    private final Version version;
    private final Path parent;
    private final KernelTree tree;
    private final Owner owner;
    private final boolean swap;

    private MemoryCgroups(Version version, Path parent, KernelTree tree, Owner owner, boolean swap) {
        this.version = version;
        this.parent = parent;
        this.tree = tree;
        this.owner = owner;
        this.swap = swap;
    }

    /**
     * Finds the place, by making a cgroup there, and removes the cgroups of an Ebb that was killed.
     *
     * @throws EbbException where there is none, with what is missing
     */
    public static MemoryCgroups open() {
        try {
            return open(
                    Files.readString(Path.of("/proc/self/cgroup")),
                    Files.readString(Path.of("/proc/self/mountinfo")),
                    new KernelTree(),
                    Owner.self(),
                    Files.readString(Path.of("/proc/swaps")).lines().count() > 1);
        } catch (IOException e) {
            throw new EbbException("A memory limit needs Linux's /proc, which cannot be read (" + Problem.of(e) + ").");
        }
    }

    /**
     * @param cgroup text of /proc/self/cgroup
     * @param mountinfo text of /proc/self/mountinfo
     */
    static MemoryCgroups open(String cgroup, String mountinfo, KernelTree tree, Owner owner, boolean swap) {
        Folders folders = Folders.parse(cgroup, mountinfo);
        // Only one of the two hierarchies has the memory controller.
        Version version = folders.version1().isEmpty() ? Version.TWO : Version.ONE;
        List<String> refusals = new ArrayList<>();
        for (Path folder : version == Version.ONE ? folders.version1() : folders.version2()) {
            if (owner.made(String.valueOf(folder.getFileName()))) {
                continue; // this process has moved there to make room: its others are made beside it
            }
            MemoryCgroups here = new MemoryCgroups(version, folder, tree, owner, swap);
            try {
                here.prove();
                here.sweep();
                return here;
            } catch (IOException e) {
                refusals.add(folder + ": " + Problem.of(e));
            }
        }
        throw new EbbException("Forks under a memory limit need a memory cgroup of their own, and none can be made ("
                + (refusals.isEmpty()
                        ? "no cgroup hierarchy is mounted here"
                        : refusals.stream().distinct().collect(Collectors.joining("; ")))
                + "): run Ebb as root, or in a cgroup of your own, as with systemd-run --user --scope -p Delegate=yes"
                + " java -jar benchmarks.jar.");
    }

    private void prove() throws IOException {
        if (!takesProcesses()) {
            // Of version 2: its children have the controllers that it gives them.
            delegate();
            if (!takesProcesses()) {
                throw new IOException("those below it get no memory controller");
            }
        }
    }

    /**
     * Makes a child and has a process join it, which the kernel may refuse though the child can be made.
     *
     * @return whether a child has the memory controller
     */
    private boolean takesProcesses() throws IOException {
        Path child = parent.resolve(owner.name(MADE.incrementAndGet()));
        tree.make(child);
        try {
            if (!tree.has(version.mark(child))) {
                return false;
            }
            tree.join(child);
            return true;
        } finally {
            tree.remove(child);
        }
    }

    private void delegate() throws IOException {
        Path control = parent.resolve("cgroup.subtree_control");
        if (!Arrays.asList(tree.read(parent.resolve("cgroup.controllers")).split("\\s+"))
                .contains("memory")) {
            throw new IOException("it has no memory controller");
        }
        String self = Long.toString(owner.pid());
        boolean alone =
                tree.read(parent.resolve("cgroup.procs")).lines().toList().equals(List.of(self));
        if (alone) {
            Path own = parent.resolve(owner.name(MADE.incrementAndGet()));
            tree.make(own);
            tree.write(own.resolve("cgroup.procs"), self);
        }
        try {
            tree.write(control, "+memory");
        } catch (AccessDeniedException e) {
            throw e;
        } catch (IOException e) {
            throw alone ? e : new IOException("it has other processes, too, so none below it can be given a limit", e);
        }
    }

    private void sweep() throws IOException {
        for (Path child : tree.children(parent)) {
            if (owner.isLeftByAnother(child.getFileName().toString(), Owner::startOf)) {
                removeUnlessBusy(child);
            }
        }
    }

    private void removeUnlessBusy(Path child) {
        try {
            for (Path each : tree.fromBelow(child)) {
                tree.remove(each);
            }
        } catch (IOException e) {
            return; // its processes belong to a run that may be resumed, which ends them
        }
    }

    /** @throws EbbException where its cgroups have no {@link Cgroup#high} */
    public void requireHigh() {
        if (version == Version.ONE) {
            throw new EbbException("-p high needs version 2 of cgroups: here " + parent + " has the memory controller,"
                    + " which is of version 1 and has no memory.high.");
        }
    }

    /**
     * A cgroup with this limit, in bytes.
     *
     * @throws EbbException where the kernel refuses it
     */
    public Cgroup make(long limit) {
        Cgroup cgroup = make();
        try {
            cgroup.limit(limit, swap);
            return cgroup;
        } catch (EbbException e) {
            cgroup.close();
            throw e;
        }
    }

    /**
     * A cgroup without a limit, which only counts.
     *
     * @throws EbbException where the kernel refuses it
     */
    public Cgroup make() {
        Path folder = parent.resolve(owner.name(MADE.incrementAndGet()));
        try {
            tree.make(folder);
        } catch (IOException e) {
            throw new EbbException("The cgroup " + folder + " cannot be made (" + Problem.of(e) + ").");
        }
        Cgroup cgroup = new Cgroup(version, folder, tree);
        try {
            cgroup.keepFromSwap();
            return cgroup;
        } catch (EbbException e) {
            cgroup.close();
            throw e;
        }
    }
}
