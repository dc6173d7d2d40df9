// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import ebb.base.EbbException;
import ebb.base.Trial;
import ebb.residency.KernelFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes an allocator's release call in a process that runs, by gdb: {@code gdb -p PID -batch -ex "call malloc_trim(0)"},
 * but on a thread on which it can be shown that this harms nobody.
 *
 * <p>gdb stops all threads where they happen to be, and then has one of them make the call. Two things could go wrong.
 *
 * <p>That thread may hold a lock which the call takes: it would wait for itself for ever, or find the allocator's lists
 * half changed. So it must wait in the kernel, and its calls from its first one on must be known, none of them in the
 * allocator, in fork, or under a signal handler ({@link Backtrace#doubt}). Else another thread is taken; if there is none,
 * the process goes on for a moment and is looked at again; then the call is refused.
 *
 * <p>Another thread may hold such a lock, stopped in the middle of malloc. That is no harm as long as it can go on: so all
 * threads run while the call is made ({@code scheduler-locking off}), and whoever has the lock gives it back. With
 * {@code on} the first call hung in a process with four threads that allocate in one arena without a pause, and the
 * process died of SIGSEGV when gdb was ended; with {@code off} ten calls came back in less than 0.3 s each. Looking for a
 * moment at which no thread is in the allocator would stop a busy process many times, and prove less.
 *
 * <p>Once begun the call is not broken off, however long it takes: the thread would return to where it was with the lock
 * still taken, and every other thread would wait for it from then on. Only if that lock is never given back does the call
 * not end, and then malloc had stopped working before. For the same reason gdb is never killed while it makes a call, and
 * it is told to pass all signals on, as one that stops the process would break the call off.
 *
 * <p>The system call in which the thread waited is begun again by the kernel, or returns EINTR, as after any stop: the
 * latter is what epoll_wait does, for each thread that is in it (signal(7)).
 */
final class Release {
    private static final int TRIES = 5;

    /** How long it is watched before each try. */
    private static final Duration WATCHED = Duration.ofSeconds(1);

    private static final int DEEPEST = 256;
    private static final int BLOCK_BYTES = 64;
    private static final Pattern THREAD = Pattern.compile("\\{id=\"(\\d+)\",target-id=\"[^\"]*?(?:LWP|process) (\\d+)");
    private static final Pattern VALUE = Pattern.compile(",value=\"([^\"]*)\"");
    private static final Pattern NUMBER = Pattern.compile("(?:\\([^)]*\\) )?(-?\\d+|0x[0-9a-f]+)(?: .*)?");

    private final Patient patient;
    private final ReleaseCall call;
    private final Duration limit;
    private final Runnable begins;
    private final Consumer<String> progress;

    /**
     * @param limit until the call is begun; then it is told each time that it passes
     * @param begins run just before the call is made
     * @param progress gets a sentence now and then
     */
    Release(Patient patient, ReleaseCall call, Duration limit, Runnable begins, Consumer<String> progress) {
        this.patient = patient;
        this.call = call;
        this.limit = limit;
        this.begins = begins;
        this.progress = progress;
    }

    /**
     * A thread that may make the call.
     *
     * @param id gdb's number of it
     * @param thread the kernel's
     * @param waits the call of the kernel that it waits in
     */
    record Chosen(String id, long thread, String waits) {}

    /** Memory at a time of {@link System#nanoTime}. */
    record Reading(long nanos, KernelFiles.Rollup memory) {
        Duration since(Reading earlier) {
            return Duration.ofNanos(nanos - earlier.nanos());
        }
    }

    /** A call that came back, and memory while all threads were stopped for it. */
    record Made(Chosen thread, Reading before) {}

    /**
     * Makes the call.
     *
     * @throws EbbException where it is refused, which leaves the process as it was, or where it failed
     */
    ReleaseOutcome make() {
        refuse();
        Map<String, Integer> doubts = new LinkedHashMap<>();
        for (int i = 0; i < TRIES; i++) {
            try (Gdb gdb = Gdb.start(patient)) {
                // Anew at each try: those before it had stopped the process, and it has gone on since.
                Reading earlier = read();
                sleep(WATCHED);
                Reading last = read();
                Optional<Made> made = attempt(gdb, doubts);
                Duration stopped = Duration.ofNanos(System.nanoTime() - last.nanos());
                if (made.isPresent()) {
                    sleep(ReleaseOutcome.REST);
                    Reading after = read();
                    Chosen thread = made.get().thread();
                    Reading before = made.get().before();
                    return new ReleaseOutcome(
                            call.words(),
                            before.memory(),
                            after.memory(),
                            after.since(before),
                            last.memory().rss() - earlier.memory().rss(),
                            last.since(earlier),
                            stopped,
                            thread.thread(),
                            thread.waits());
                }
            }
        }
        String reasons = doubts.entrySet().stream()
                .map(doubt -> doubt.getValue() + " " + doubt.getKey())
                .collect(Collectors.joining(", "));
        throw new EbbException(
                "The call was not made: in " + TRIES + " tries no thread was seen that sleeps and can be shown"
                        + " to hold no lock of the allocator's (of its threads at the last " + reasons
                        + "). The process goes on as it was.");
    }

    /** What can be known before anything is touched. */
    private void refuse() {
        String status = patient.status();
        String tracer = Patient.value(status, "TracerPid");
        if (!tracer.equals("0")) {
            throw new EbbException("Process " + patient.pid() + " is being traced already, by process " + tracer
                    + " (a debugger or strace), and a process has one tracer only: end that first.");
        }
        if ("Tt".contains(patient.state())) {
            throw new EbbException(
                    "Process " + patient.pid() + " was stopped and would not run the call: let it go on with"
                            + " kill -CONT " + patient.pid() + " first.");
        }
        PtraceRights.refuse(patient.pid(), status);
    }

    private Reading read() {
        KernelFiles.Rollup memory = patient.memory();
        return new Reading(System.nanoTime(), memory);
    }

    Optional<Made> attempt(Gdb gdb, Map<String, Integer> doubts) {
        done(gdb.ask("-interpreter-exec console \"handle all nostop noprint pass\"", limit));
        done(gdb.ask("-interpreter-exec console \"handle SIGINT nostop noprint pass\"", limit));
        Gdb.Answer attached = attach(gdb);
        if (!attached.done()) {
            throw new EbbException("gdb may not attach to process " + patient.pid() + " (" + attached.text()
                    + "): it takes the capability CAP_SYS_PTRACE, which a container's runtime may withhold.");
        }
        try {
            Optional<Made> made = choose(gdb, doubts).map(thread -> new Made(thread, read()));
            made.ifPresent(it -> makeOn(gdb, it.thread()));
            return made;
        } finally {
            detach(gdb);
        }
    }

    /**
     * Attaches gdb. Where a thread that waits in the kernel and heeds no signal keeps it from answering, the SIGSTOP by which
     * it stops the process outlives gdb: SIGCONT takes it back, also one that has not arrived.
     */
    private Gdb.Answer attach(Gdb gdb) {
        try {
            return gdb.ask("-target-attach " + patient.pid(), limit);
        } catch (EbbException e) {
            gdb.kill();
            progress.accept("gdb, which ended while it attached, may have left process " + patient.pid() + " stopped: "
                    + (isToldToGoOn() ? "it has been sent SIGCONT" : "let it go on with kill -CONT " + patient.pid())
                    + ".");
            throw e;
        }
    }

    private boolean isToldToGoOn() {
        try {
            return Trial.of(List.of("sh", "-c", "kill -CONT \"$0\"", Long.toString(patient.pid())))
                            .status()
                    == 0;
        } catch (IOException | EbbException e) {
            return false;
        }
    }

    private void detach(Gdb gdb) {
        try {
            gdb.ask("-target-detach", limit);
        } catch (EbbException e) {
            // What went wrong was said by then, and gdb's end lets go of the process too.
        }
    }

    private Optional<Chosen> choose(Gdb gdb, Map<String, Integer> doubts) {
        doubts.clear();
        Matcher thread = THREAD.matcher(done(gdb.ask("-thread-info", limit)));
        long end = System.nanoTime() + limit.toNanos();
        while (thread.find() && System.nanoTime() < end) {
            String id = thread.group(1);
            long number = Long.parseLong(thread.group(2));
            Optional<String> waits = patient.waiting(number).flatMap(Waiting::name);
            Optional<String> doubt =
                    waits.isEmpty() ? Optional.of("ran") : backtrace(gdb, id).doubt(call.code());
            if (doubt.isEmpty()) {
                return Optional.of(new Chosen(id, number, waits.orElseThrow()));
            }
            doubts.merge(doubt.get(), 1, Integer::sum);
        }
        return Optional.empty();
    }

    private Backtrace backtrace(Gdb gdb, String thread) {
        List<Backtrace.Frame> frames =
                Backtrace.frames(done(gdb.ask("-stack-list-frames --thread " + thread + " 0 " + DEEPEST, limit)));
        if (frames.isEmpty() || frames.size() > DEEPEST) {
            return new Backtrace(frames, false);
        }
        gdb.send("-interpreter-exec --thread " + thread + " console \"info frame level " + (frames.size() - 1) + "\"");
        return new Backtrace(frames, gdb.console(limit).contains("Outermost frame: outermost"));
    }

    private void makeOn(Gdb gdb, Chosen thread) {
        String select = "-data-evaluate-expression --thread " + thread.id() + " ";
        long block = number(
                evaluate(gdb, select, function("void * (*)(unsigned long)", call.malloc()) + "(" + BLOCK_BYTES + ")"));
        if (block == 0) {
            throw new EbbException("The call was not made: malloc had no " + BLOCK_BYTES + " bytes for it.");
        }
        String text = HexFormat.of().formatHex(call.name().getBytes(StandardCharsets.US_ASCII)) + "00";
        done(gdb.ask("-data-write-memory-bytes 0x" + Long.toHexString(block) + " " + text, limit));
        String arguments = call.arguments().replace("$name", "(char *) 0x" + Long.toHexString(block));
        begins.run();
        String value = evaluate(gdb, select, function(call.type(), call.function()) + "(" + arguments + ")");
        evaluate(
                gdb,
                select,
                function("void (*)(void *)", call.free()) + "((void *) 0x" + Long.toHexString(block) + ")");
        if (call.success().isPresent() && !value.equals(call.success().get())) {
            throw new EbbException(call.words() + " was called and refused: it returned " + value + " and not "
                    + call.success().get() + ".");
        }
    }

    private static String function(String type, long address) {
        return "((" + type + ") 0x" + Long.toHexString(address) + ")";
    }

    /** Makes a call of the process's and waits for its end. */
    String evaluate(Gdb gdb, String select, String expression) {
        Thread farewell = new Thread(() -> progress.accept("Interrupted: gdb, process " + gdb.pid() + ", waits until "
                + call.words() + " has come back, and then lets go of process " + patient.pid() + "."));
        Gdb.Answer result;
        try {
            Runtime.getRuntime().addShutdownHook(farewell);
            gdb.send(select + "\"" + expression + "\"");
            result = await(gdb);
        } catch (IllegalStateException e) {
            throw new EbbException("Interrupted."); // the JVM ends already, and this call was not begun
        } finally {
            Doctor.isRemoved(farewell);
        }
        if (!result.done()) {
            throw new EbbException(call.words() + " did not come back in process " + patient.pid() + ": gdb says '"
                    + result.text() + "'.");
        }
        Matcher value = VALUE.matcher(result.text());
        return value.find() ? value.group(1) : "";
    }

    private Gdb.Answer await(Gdb gdb) {
        try {
            Optional<Gdb.Answer> answer = gdb.await(limit);
            for (int waited = 1; answer.isEmpty(); waited++) {
                progress.accept(call.words() + " has been running for " + waited * limit.toSeconds()
                        + " s while the process's other threads go on. It is waited for: broken off it would leave the"
                        + " allocator locked.");
                answer = gdb.await(limit);
            }
            return answer.get();
        } catch (EbbException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            throw new EbbException("gdb was ended while process " + patient.pid() + " made a call for it, which that"
                    + " process does not outlive: the call returns to where gdb had set a breakpoint.");
        }
    }

    private static long number(String value) {
        Matcher number = NUMBER.matcher(value);
        return number.matches() ? Long.decode(number.group(1)) : 0;
    }

    private static String done(Gdb.Answer answer) {
        if (!answer.done()) {
            throw new EbbException("The call was not made: gdb says '" + answer.text() + "'.");
        }
        return answer.text();
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EbbException("Interrupted.");
        }
    }
}
