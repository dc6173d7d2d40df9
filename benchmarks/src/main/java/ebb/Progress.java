// SPDX-License-Identifier: Apache-2.0
package ebb;

import ebb.run.ForkOutcome;
import ebb.run.ForkPhase;
import ebb.run.ForkPlan;
import ebb.run.RunView;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The quick verdict while it runs: on a terminal one line that is drawn again, elsewhere one line an allocator.
 *
 * <p>What JMH itself would print is dropped; a fork's failure comes as a sentence.
 */
final class Progress implements RunView, AutoCloseable {
    private static final long REDRAW_MILLIS = 500;
    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream err;
    private final boolean redraw;
    private final Duration guess;
    private final OutputFormat silent = OutputFormatFactory.createFormatInstance(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), VerboseMode.SILENT);
    private final long begin = System.nanoTime();
    private @Nullable Thread painter;

    /**
     * @param terminal its error stream gets the progress
     * @param guess how long a fork takes, until the first one has shown it
     */
    Progress(Terminal terminal, Duration guess) {
        this.err = terminal.err();
        this.redraw = terminal.redraw();
        this.guess = guess;
    }

    @Override
    public OutputFormat output() {
        return silent;
    }

    @Override
    public String forkStarts(ForkPlan plan, int index, int total) {
        String name = String.valueOf(plan.row().param("allocator"));
        long start = System.nanoTime();
        if (redraw) {
            Thread thread = new Thread(() -> paint(name, index, total, start), "ebb-progress");
            thread.setDaemon(true);
            thread.start();
            painter = thread;
        } else {
            Duration left = left(index - 1, total, Duration.ofNanos(start - begin), Duration.ZERO);
            err.println(line(name, index, total, "", left));
        }
        return "";
    }

    private void paint(String name, int index, int total, long start) {
        Duration before = Duration.ofNanos(start - begin);
        try {
            while (true) {
                Duration current = Duration.ofNanos(System.nanoTime() - start);
                String phase = ", " + ForkPhase.now();
                err.print(CLEAR + line(name, index, total, phase, left(index - 1, total, before, current)));
                err.flush();
                Thread.sleep(REDRAW_MILLIS);
            }
        } catch (InterruptedException e) {
            err.print(CLEAR);
            err.flush();
        }
    }

    /** How long the forks that are left will take if they take as long as those that are done. */
    Duration left(int done, int total, Duration before, Duration current) {
        Duration one = done == 0 ? guess : before.dividedBy(done);
        Duration ofCurrent = one.minus(current);
        return one.multipliedBy(total - done - 1L).plus(ofCurrent.isNegative() ? Duration.ZERO : ofCurrent);
    }

    static String line(String name, int index, int total, String phase, Duration left) {
        String time = left.toMinutes() == 0
                ? left.toSeconds() + " s"
                : left.toMinutes() + " min " + left.toSecondsPart() + " s";
        return "[" + index + "/" + total + "] " + name + phase
                + (left.toSeconds() == 0 ? ", almost done" : ", about " + time + " left");
    }

    @Override
    public void forkEnded(ForkOutcome outcome) {
        close();
    }

    @Override
    public void rowEnded(RunResult merged) {}

    @Override
    public void runEnded(Collection<RunResult> results) {
        close();
    }

    /** Takes the line away. */
    @Override
    public void close() {
        Thread thread = painter;
        painter = null;
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
