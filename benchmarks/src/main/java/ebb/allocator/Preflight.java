// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.EbbException;
import ebb.shim.Identity;
import ebb.shim.NativeReleaser;
import ebb.shim.Proc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a fork does before its load: it starts the release thread, where the catalog's entry wants one, and proves that
 * it runs on the allocator that was asked for: that library owns every function of malloc, no other allocator of the
 * catalog is mapped, the settings read back, and jemalloc's background thread and the release thread run. It writes
 * what it has proven to a file for the host.
 */
public final class Preflight {
    private static final int THREAD_WAITS = 100;
    private static final long THREAD_WAIT_MILLIS = 20;

    private static @Nullable NativeReleaser releaser;

    private Preflight() {}

    /**
     * Called first in the trial set-up of every benchmark.
     *
     * @return what this fork was assigned, and is now proven to be
     * @throws EbbException with what was asked, what was found and what to do; the fork must not go on to its load
     */
    public static ForkAssignment startReleaserAndProve() {
        ForkAssignment assignment = ForkAssignment.ofThisProcess()
                .orElseThrow(
                        () -> new EbbException("This fork was not started by Ebb, so nobody knows which allocator it"
                                + " should run on; start it with java -jar benchmarks.jar, and without -f 0."));
        awaitBackgroundThread(assignment);
        Map<String, String> identity = identity();
        startReleaser(assignment, identity);
        HugePages.ofThisProcess().prove(identity, Proof.Place.HERE);
        Proven.of(identity, Proof.check(assignment, evidence(identity))).write(assignment.proof());
        return assignment;
    }

    /** It starts with jemalloc's first use, and may not run yet. */
    private static void awaitBackgroundThread(ForkAssignment assignment) {
        for (int i = 0; i < THREAD_WAITS && Proof.wantsBackgroundThread(assignment); i++) {
            if (threads().contains(Proof.BACKGROUND_THREAD)) {
                return;
            }
            pause();
        }
    }

    /** What releases memory until the fork ends, if the catalog's entry wants that. */
    public static synchronized Optional<NativeReleaser> releaser() {
        return Optional.ofNullable(releaser);
    }

    private static synchronized void startReleaser(ForkAssignment assignment, Map<String, String> identity) {
        if (releaser == null && assignment.releases().any() && Proof.hasRelease(identity)) {
            releaser = new NativeReleaser(
                    assignment.releases().interval().map(Duration::toNanos).orElse(0L));
        }
    }

    private static Map<String, String> identity() {
        Map<String, String> identity = new LinkedHashMap<>();
        Identity.read()
                .forEach((key, value) -> identity.put(
                        key,
                        value.startsWith("/") ? Libraries.real(Path.of(value)).toString() : value));
        return identity;
    }

    private static Proof.Evidence evidence(Map<String, String> identity) {
        try (Proc proc = Proc.open()) {
            return new Proof.Evidence(
                    Proof.Place.HERE, identity, MappedFiles.parse(proc.maps()), System.getenv(), threads());
        }
    }

    private static List<String> threads() {
        return OtherProcess.threads(Path.of("/proc/self/task"));
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
