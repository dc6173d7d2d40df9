// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.results.RowKey;
import ebb.run.ForkOutcome;
import ebb.run.ForkPlan;
import ebb.run.ForkProcess.Phase;
import ebb.run.RunView;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The quick verdict while it runs: one line that is redrawn on a terminal, elsewhere one line a fork. JMH's own output is
 * dropped.
 */
final class Progress implements RunView, AutoCloseable {
    private static final long REDRAW_MILLIS = 500;
    private static final int WIDTH = 79;
    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream err;
    private final boolean redraw;
    private final OutputFormat silent = OutputFormatFactory.createFormatInstance(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), VerboseMode.SILENT);
    private final Map<ForkPlan, Supplier<Phase>> going = new LinkedHashMap<>();
    private @Nullable Thread painter;
    private String count = "";

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
    public String forkStarts(ForkPlan plan, int index, int total, Supplier<Phase> phase, Supplier<Duration> left) {
        synchronized (going) {
            going.put(plan, phase);
            count = "[" + index + "/" + total + "] ";
        }
        if (!redraw) {
            err.println(count + name(plan) + left(left.get()));
        } else if (painter == null) {
            Thread thread = new Thread(() -> paint(left), "ebb-progress");
            thread.setDaemon(true);
            thread.start();
            painter = thread;
        }
        return "";
    }

    private static String name(ForkPlan plan) {
        return String.valueOf(plan.row().param(RowKey.ALLOCATOR));
    }

    private void paint(Supplier<Duration> left) {
        try {
            while (true) {
                draw(left.get());
                Thread.sleep(REDRAW_MILLIS);
            }
        } catch (InterruptedException e) {
            err.print(CLEAR);
            err.flush();
        }
    }

    private void draw(Duration left) {
        synchronized (going) {
            Map<String, Phase> phases = new LinkedHashMap<>();
            going.forEach((plan, phase) -> phases.put(name(plan) + fork(plan), phase.get()));
            err.print(CLEAR + line(count, phases, left));
            err.flush();
        }
    }

    /** Which of its row, where it has several. */
    private static String fork(ForkPlan plan) {
        return plan.row().forks() > 1 ? " (" + plan.fork() + ")" : "";
    }

    /**
     * {@code [3/9] scudo, idle, about 20 s left}; of several forks at a time those in the same phase stand together.
     *
     * @param phases by the fork's name
     */
    static String line(String count, Map<String, Phase> phases, Duration left) {
        if (phases.size() == 1) {
            return count
                    + phases.entrySet().stream()
                            .map(one -> one.getKey() + ", " + word(one.getValue()))
                            .collect(Collectors.joining())
                    + left(left);
        }
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (Phase phase : List.of(Phase.STARTING, Phase.BURST, Phase.IDLE, Phase.REST, Phase.LADDER)) {
            phases.forEach((name, its) -> {
                if (its == phase) {
                    names.computeIfAbsent(word(phase), word -> new ArrayList<>())
                            .add(name);
                }
            });
        }
        String whole = line(count, names, left, its -> String.join(", ", its));
        return whole.length() <= WIDTH
                ? whole
                : line(count, names, left, its -> its.size() == 1 ? its.get(0) : its.size() + " forks");
    }

    private static String line(
            String count, Map<String, List<String>> names, Duration left, Function<List<String>, String> shown) {
        return count
                + names.entrySet().stream()
                        .map(one -> one.getKey() + ": " + shown.apply(one.getValue()))
                        .collect(Collectors.joining("; "))
                + left(left);
    }

    private static String word(Phase phase) {
        return (phase == Phase.REST ? Phase.IDLE : phase).toString();
    }

    private static String left(Duration left) {
        String time = left.toMinutes() == 0
                ? left.toSeconds() + " s"
                : left.toMinutes() + " min " + left.toSecondsPart() + " s";
        return left.toSeconds() == 0 ? ", almost done" : ", about " + time + " left";
    }

    @Override
    public void remark(String sentence) {
        synchronized (going) {
            err.println((redraw ? CLEAR : "") + sentence);
        }
    }

    @Override
    public void forkEnded(ForkOutcome outcome) {
        synchronized (going) {
            going.remove(outcome.plan());
            if (!going.isEmpty()) {
                return;
            }
        }
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
