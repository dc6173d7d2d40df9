// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.EbbException;
import ebb.base.Problem;
import ebb.shim.Identity;
import ebb.shim.NativeReleaser;
import ebb.shim.Proc;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fork's proof, before its load, that it runs on the allocator that was asked for: that library owns every function of
 * malloc, no other allocator of the catalog is mapped, the settings read back, jemalloc's background thread is there, and
 * so is the thread that releases memory where the catalog's entry wants one, which is started here.
 */
public final class Preflight {
    private static final int THREAD_WAITS = 100;
    private static final long THREAD_WAIT_MILLIS = 20;

    private static @Nullable NativeReleaser releaser;

    private Preflight() {}

    /**
     * Called first in the trial set-up of every benchmark.
     *
     * @return what the fork runs on, in a few words: {@code jemalloc 5.3.0, /path/libjemalloc.so.2}
     * @throws EbbException with what was asked, what was found and what to do; the fork must not go on to its load
     */
    public static String check() {
        Asked asked = Asked.from(System.getProperties())
                .orElseThrow(
                        () -> new EbbException("This fork was not started by Ebb, so nobody knows which allocator it"
                                + " should run on; start it with java -jar benchmarks.jar, and without -f 0."));
        awaitBackgroundThread(asked);
        Map<String, String> identity = identity();
        startReleaser(asked, identity);
        Proof.check(asked, found(identity));
        String version = identity.containsKey("version") ? " " + identity.get("version") : "";
        return identity.get("family") + version + ", " + identity.get("malloc");
    }

    /** It starts with jemalloc's first use, so it may come a little later than this fork got here. */
    private static void awaitBackgroundThread(Asked asked) {
        for (int i = 0; i < THREAD_WAITS && Proof.wantsBackgroundThread(asked); i++) {
            if (threads().contains(Proof.BACKGROUND_THREAD)) {
                return;
            }
            pause();
        }
    }

    /** The thread that releases memory until the fork ends; empty where the catalog's entry wants none. */
    public static synchronized Optional<NativeReleaser> releaser() {
        return Optional.ofNullable(releaser);
    }

    private static synchronized void startReleaser(Asked asked, Map<String, String> identity) {
        if (releaser == null && asked.releaseInterval().isPresent() && Proof.hasRelease(identity)) {
            releaser = new NativeReleaser(asked.releaseInterval().get().toNanos());
        }
    }

    private static Map<String, String> identity() {
        Map<String, String> identity = new LinkedHashMap<>();
        Identity.read().forEach((key, value) -> identity.put(key, value.startsWith("/") ? real(value) : value));
        return identity;
    }

    private static Found found(Map<String, String> identity) {
        try (Proc proc = Proc.open()) {
            return new Found(identity, MappedFiles.parse(proc.maps()), System.getenv(), threads());
        }
    }

    private static List<String> threads() {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                addName(task, names);
            }
        } catch (IOException e) {
            throw new EbbException("Cannot read /proc/self/task: " + Problem.of(e) + ".");
        }
        return names;
    }

    private static void addName(Path task, List<String> names) {
        try {
            names.add(Files.readString(task.resolve("comm")).strip());
        } catch (IOException e) {
            // The thread ended since the folder was listed.
        }
    }

    private static String real(String path) {
        try {
            return Path.of(path).toRealPath().toString();
        } catch (IOException e) {
            return path;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(THREAD_WAIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EbbException("Interrupted while jemalloc's background thread was waited for.");
        }
    }
}
