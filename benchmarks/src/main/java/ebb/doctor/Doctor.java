// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import ebb.allocator.Catalog;
import ebb.base.EbbException;
import ebb.base.Text;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a process that runs already, and on request makes its allocator give memory back.
 *
 * <pre>{@code
 * Doctor doctor = new Doctor(pid, catalog, out, err, true);
 * doctor.examine();
 * doctor.release();
 * }</pre>
 */
public final class Doctor {
    /** Until the release call is begun. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** The share of the time watched that is over when the release is made. */
    private static final double BEFORE_RELEASE = 0.25;

    private final Patient patient;
    private final AllocatorInUse allocator;
    private final List<Mapping> mappings;
    private final Catalog catalog;
    private final PrintStream out;
    private final PrintStream err;
    private final boolean blocks;

    /**
     * @param blocks whether {@code out} shows block characters
     * @throws EbbException where there is no such process, or none that can be looked at
     */
    public Doctor(long pid, Catalog catalog, PrintStream out, PrintStream err, boolean blocks) {
        this.patient = Patient.of(pid);
        this.mappings = patient.mappings();
        this.allocator = AllocatorInUse.of(patient, mappings);
        this.catalog = catalog;
        this.out = out;
        this.err = err;
        this.blocks = blocks;
    }

    /** Says what it is, where its memory is, and what to try. Changes and stops nothing. */
    public void examine() {
        new Examination(patient, mappings, allocator, catalog).lines().forEach(out::println);
    }

    /** @throws EbbException where the call is refused, or failed */
    public void release() {
        ReleaseOutcome made = release(() -> {});
        out.println();
        say(made);
    }

    private ReleaseOutcome release(Runnable beforeTheCall) {
        return new Release(patient, ReleaseCall.of(allocator), LIMIT, beforeTheCall, err::println).make();
    }

    /**
     * Draws its RSS. After Ctrl-C, or where the process ends, it draws what was seen until then, and says what the call
     * brought back where it was made.
     *
     * @param release whether to make the call after a quarter of the time
     * @throws EbbException where the process ended, or the call is refused or failed
     */
    public void watch(int seconds, boolean release) {
        if (release) {
            watch(seconds, ReleaseCall.of(allocator).words(), Optional.of(this::release));
        } else {
            watch(seconds, "", Optional.empty());
        }
    }

    /**
     * The same.
     *
     * @param call its words
     * @param release makes it; runs what it is given just before
     */
    void watch(int seconds, String call, Optional<Function<Runnable, ReleaseOutcome>> release) {
        Watch watch = new Watch(patient, seconds);
        err.println("Watching for " + seconds + " s; Ctrl-C ends it and shows what was seen.");
        AtomicReference<@Nullable ReleaseOutcome> made = new AtomicReference<>();
        Thread drawing = new Thread(() -> draw(watch, call, made.get()), "ebb-watch-drawing");
        Runtime.getRuntime().addShutdownHook(drawing);
        CompletableFuture<Void> watched = CompletableFuture.runAsync(watch);
        try {
            if (release.isPresent()) {
                watch.await(BEFORE_RELEASE);
                made.set(release.get().apply(watch::mark));
            }
            watched.join();
        } catch (CompletionException e) {
            throw EbbException.in(e).orElseThrow(() -> e);
        } finally {
            if (isRemoved(drawing)) {
                draw(watch, call, made.get());
            }
        }
    }

    private void say(ReleaseOutcome made) {
        made.lines().forEach(line -> Text.wrap(line, Examination.WIDTH, 2).forEach(out::println));
    }

    private void draw(Watch watch, String call, @Nullable ReleaseOutcome made) {
        out.println();
        watch.lines(blocks, call).forEach(out::println);
        if (made != null) {
            say(made);
        }
        out.flush();
    }

    /** False where the JVM ends and the hook is at work. */
    static boolean isRemoved(Thread hook) {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
