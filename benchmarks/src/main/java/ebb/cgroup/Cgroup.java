// SPDX-License-Identifier: Apache-2.0
package ebb.cgroup;

import ebb.base.EbbException;
import ebb.base.Problem;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** A memory cgroup that Ebb has made for one fork. */
public final class Cgroup implements AutoCloseable {
    private static final long POLL_MILLIS = 20;

    /**
     * By how much memory and swap together may be more than memory, of version 1: the largest page. Where the two limits
     * are equal the kernel meets this one first, and newer ones (6.18) then count no memory.failcnt.
     */
    private static final long ROOM = 1 << 16;

    private static final String HIGH = "memory.high";

    private final Version version;
    private final Path folder;
    private final KernelTree tree;

    /** @param folder that is there */
    Cgroup(Version version, Path folder, KernelTree tree) {
        this.version = version;
        this.folder = folder;
        this.tree = tree;
    }

    /** Keeps it out of swap where the kernel can, also when it is asked to take what it can. */
    void keepFromSwap() {
        if (tree.has(folder.resolve(version.noSwap))) {
            write(version.noSwap, "0");
        }
    }

    /**
     * Sets its limit.
     *
     * @param swap whether this machine has any: a limit that does not limit that too is none
     */
    void limit(long bytes, boolean swap) {
        write(version.limit, Long.toString(bytes));
        boolean swapLimited = tree.has(folder.resolve(version.swap));
        if (swapLimited && version == Version.ONE) {
            // It limits memory and swap together.
            write(version.swap, Long.toString(bytes + ROOM));
        } else if (swap && !swapLimited) {
            throw new EbbException("This machine has swap, and its kernel cannot keep a cgroup from using it ("
                    + folder.resolve(version.swap) + " is not there), so a limit would not be one: turn it off with"
                    + " swapoff -a.");
        }
    }

    /** From where on the kernel takes memory from it and slows it down; only of version 2. */
    public void high(long bytes) {
        write(HIGH, Long.toString(bytes));
    }

    private void write(String file, String value) {
        try {
            tree.write(folder.resolve(file), value);
        } catch (IOException e) {
            throw new EbbException(String.format(
                    Locale.ROOT,
                    "The kernel does not take %s for %s (%s).",
                    value,
                    folder.resolve(file),
                    Problem.of(e)));
        }
    }

    /** Its name in other processes. */
    public Path folder() {
        return folder;
    }

    /** The words before those of a command by which its process joins a cgroup, and then becomes that program. */
    public static List<String> joining(Path folder) {
        return List.of(
                "sh",
                "-c",
                "echo $$ > \"$0\" && exec \"$@\"",
                folder.resolve("cgroup.procs").toString());
    }

    /**
     * How many of its processes the kernel's OOM killer has ended.
     *
     * @throws EbbException where the kernel does not tell: it is never guessed from how a process ended
     */
    public long oomKills() {
        return text(version.kills)
                .map(OomKills::count)
                .orElse(OptionalLong.empty())
                .orElseThrow(() -> new EbbException("This kernel's " + folder.resolve(version.kills)
                        + " has no line 'oom_kill', so nobody can tell whether a fork was ended by its limit: Ebb"
                        + " needs Linux 4.13 or newer for that."));
    }

    /**
     * The most that it was ever charged, bytes: page cache and the kernel's own memory for it included; empty where the
     * kernel does not tell, before 5.19 with version 2.
     */
    public OptionalLong peak() {
        return number(version.peak, "");
    }

    /** How often it was at its limit, and the kernel had to take memory from it first; empty where that is not told. */
    public OptionalLong hits() {
        return number(version.hits, version.hitsKey);
    }

    /**
     * How often it lacked memory at its own limit, as far as the kernel tells. With version 2 how often it was there and
     * nothing more could be taken from it, so that a process had to be ended. Version 1 does not count that: {@link #hits},
     * of which a cgroup that reads files has many and lacks nothing.
     *
     * @throws EbbException where the kernel does not tell
     */
    public long shortages() {
        return (version == Version.TWO ? number(version.hits, "oom ") : hits())
                .orElseThrow(() -> new EbbException("This kernel's " + folder.resolve(version.hits)
                        + " does not say whether a cgroup lacked memory at its limit, so nobody can tell whether a fork"
                        + " was ended by that."));
    }

    /** How often one of its processes waited for a page from the disk; empty where that is not told. */
    public OptionalLong majorFaults() {
        return number("memory.stat", "pgmajfault ");
    }

    /** How often it was above {@link #high}; empty where it has no such mark. */
    public OptionalLong overHigh() {
        return version == Version.TWO
                        && text(HIGH)
                                .filter(mark -> !mark.strip().equals("max"))
                                .isPresent()
                ? number("memory.events", "high ")
                : OptionalLong.empty();
    }

    /** How long its tasks have waited for memory; empty where the kernel does not tell, as with version 1. */
    public Optional<Pressure> pressure() {
        try {
            return Pressure.parse(tree.read(folder.resolve("memory.pressure")));
        } catch (IOException e) {
            return Optional.empty(); // where it is switched off some kernels have a file that cannot be read
        }
    }

    private OptionalLong number(String file, String key) {
        return text(file).stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.substring(key.length()).strip()))
                .findFirst();
    }

    /** Empty where there is no such file. */
    private Optional<String> text(String file) {
        try {
            return Optional.of(tree.read(folder.resolve(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new EbbException("Cannot read " + folder.resolve(file) + ": " + Problem.of(e) + ".");
        }
    }

    /**
     * Ends what still runs in it, and removes it with those below it, which a program that is root may have made.
     *
     * @throws EbbException where that does not end
     */
    @Override
    public void close() {
        long begin = System.nanoTime();
        while (true) {
            try {
                List<Path> all = tree.fromBelow(folder);
                for (Path each : all) {
                    for (String pid : processes(each)) {
                        tree.kill(Long.parseLong(pid));
                    }
                }
                for (Path each : all) {
                    tree.remove(each);
                }
                return;
            } catch (IOException e) {
                if (System.nanoTime() - begin > tree.longestEnd().toNanos()) {
                    throw new EbbException("The cgroup " + folder + " cannot be removed (" + Problem.of(e)
                            + "): end what cgroup.procs lists there and below, then rmdir it.");
                }
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return; // the next Ebb removes it
            }
        }
    }

    private List<String> processes(Path cgroup) throws IOException {
        try {
            return tree.read(cgroup.resolve("cgroup.procs")).lines().toList();
        } catch (NoSuchFileException e) {
            return List.of(); // it is gone
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
