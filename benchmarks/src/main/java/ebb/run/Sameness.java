// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.base.EbbException;
import ebb.results.Environment;
import ebb.results.RunFolder;
import ebb.results.UsedAllocator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whether forks made now are comparable to those that a run already has. */
public final class Sameness {
    private Sameness() {}

    /**
     * The first difference, as in {@code the machine was a and is b}; empty where there is none. The order and its
     * seed are taken from the run, and so cannot differ, as the command but for --max-forks.
     */
    static Optional<String> difference(Environment then, Environment now) {
        List<Optional<String>> all = List.of(
                of("Ebb", program(then), program(now)),
                of("the machine", then.machine().id(), now.machine().id()),
                of(
                        "the container's memory limit",
                        bytes(then.machine().memoryLimit()),
                        bytes(now.machine().memoryLimit())),
                of("the JDK", then.ebb().jdk(), now.ebb().jdk()),
                forks(then.invocation(), now.invocation()),
                each("allocator ", allocators(then, then), allocators(now, then)),
                files(then.invocation().inputs(), now.invocation().inputs()));
        return all.stream().flatMap(Optional::stream).findFirst();
    }

    private static Optional<String> files(Map<String, String> then, Map<String, String> now) {
        return each("the SHA-256 of ", then, now);
    }

    /**
     * @param then SHA-256 by file
     * @throws EbbException where they are not those of then
     */
    public static void requireFiles(RunFolder folder, Map<String, String> then, Map<String, String> now) {
        require(folder, files(then, now));
    }

    static void require(RunFolder folder, Optional<String> difference) {
        difference.ifPresent(its -> {
            throw new EbbException("The run in " + folder.path() + " cannot go on: " + its
                    + ". Make it as it was, or start a new run.");
        });
    }

    /** More of them only add rounds at the end, where that was asked for. */
    private static Optional<String> forks(Environment.Invocation then, Environment.Invocation now) {
        boolean more = now.forks() > then.forks() && !Objects.equals(now.commandLine(), then.commandLine());
        return more
                ? Optional.empty()
                : of("the number of forks", Integer.toString(then.forks()), Integer.toString(now.forks()));
    }

    private static Optional<String> of(String what, String then, String now) {
        return then.equals(now) ? Optional.empty() : Optional.of(what + " was " + then + " and is " + now);
    }

    private static String program(Environment environment) {
        return environment.ebb().version() + " of commit " + environment.ebb().commit();
    }

    private static String bytes(@Nullable Long limit) {
        return limit == null ? "none" : limit + " bytes";
    }

    private static Optional<String> each(String what, Map<String, String> then, Map<String, String> now) {
        TreeSet<String> names = new TreeSet<>(then.keySet());
        names.addAll(now.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(then.get(name), now.get(name)))
                .map(name -> what + name + " was " + then.getOrDefault(name, "absent") + " and is "
                        + now.getOrDefault(name, "absent"))
                .findFirst();
    }

    /** Version, library and settings of each, wherever its file is. */
    private static Map<String, String> allocators(Environment environment, Environment then) {
        Map<String, String> allocators = new TreeMap<>();
        for (UsedAllocator used : environment.allocators()) {
            UsedAllocator one = known(used, then);
            allocators.put(
                    one.id(),
                    one.family() + " " + one.version() + " with SHA-256 " + String.join(" ", one.sha256())
                            + (one.settings().isEmpty() ? "" : " and " + new TreeMap<>(one.settings())));
        }
        return allocators;
    }

    /** With what the earlier forks have proven of the same library, which no fork has done now. */
    private static UsedAllocator known(UsedAllocator now, Environment then) {
        return then.allocators().stream()
                .filter(one -> one.id().equals(now.id()) && one.sha256().equals(now.sha256()))
                .findFirst()
                .map(one -> now.proven(one.family(), one.version(), one.unproven(), one.calls()))
                .orElse(now);
    }
}
