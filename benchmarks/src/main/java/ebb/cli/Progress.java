// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.results.RowKey;
import ebb.run.ForkOutcome;
import ebb.run.ForkPlan;
import ebb.run.Forks;
import ebb.run.Pace.TimeLeft;
import ebb.run.RunView;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The quick verdict while it runs: one line that is redrawn on a terminal, elsewhere one line an allocator. JMH's own
 * output is dropped.
 */
final class Progress implements RunView, AutoCloseable {
    private static final long REDRAW_MILLIS = 500;
    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream err;
    private final boolean redraw;
    private final OutputFormat silent = OutputFormatFactory.createFormatInstance(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), VerboseMode.SILENT);
    private @Nullable Thread painter;

    /** @param terminal its error stream gets the progress */
    Progress(Terminal terminal) {
        this.err = terminal.err();
        this.redraw = terminal.redraw();
    }

    @Override
    public OutputFormat output() {
        return silent;
    }

    @Override
    public void runStarts(List<String> facts, List<String> warnings) {
        facts.forEach(err::println);
        warnings.forEach(warning -> err.println("Warning: " + warning));
    }

    @Override
    public String forkStarts(ForkPlan plan, int index, int total, TimeLeft left) {
        String name = String.valueOf(plan.row().param(RowKey.ALLOCATOR));
        if (redraw) {
            long start = System.nanoTime();
            Thread thread = new Thread(() -> paint(name, index, total, left, start), "ebb-progress");
            thread.setDaemon(true);
            thread.start();
            painter = thread;
        } else {
            err.println(line(name, index, total, "", left.after(Duration.ZERO)));
        }
        return "";
    }

    private void paint(String name, int index, int total, TimeLeft left, long start) {
        try {
            while (true) {
                Duration passed = Duration.ofNanos(System.nanoTime() - start);
                err.print(CLEAR + line(name, index, total, ", " + Forks.phase(), left.after(passed)));
                err.flush();
                Thread.sleep(REDRAW_MILLIS);
            }
        } catch (InterruptedException e) {
            err.print(CLEAR);
            err.flush();
        }
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
    public void runEnded(Collection<RunResult> results, List<String> notes) {
        close();
    }

    /** Removes the line. */
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
