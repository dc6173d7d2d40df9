// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.base.EbbException;
import ebb.results.Environment;
import ebb.results.NotSurvived;
import ebb.results.RowKey;
import ebb.results.RunFolder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.BenchmarkResultMetaData;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.format.OutputFormat;

/**
 * Starts a list of forks in order, without those done before, and keeps each result as soon as its fork has ended.
 *
 * <pre>{@code
 * try (Run run = plan.start(launch)) {
 *     Run.Report report = run.all(view);
 *     // write and print what is wanted: a Ctrl-C waits for the end of this block
 * }
 * }</pre>
 */
public final class Run implements AutoCloseable {
    /**
     * The outcome of a run.
     *
     * @param results the rows of which at least one fork gave a result, in JMH's order
     * @param kills the forks that did not survive their memory limit
     * @param failures the forks that gave neither
     * @param stopped whether the run was interrupted before its last fork
     */
    public record Report(
            List<RunResult> results, List<NotSurvived> kills, List<ForkOutcome> failures, boolean stopped) {
        public Report {
            results = List.copyOf(results);
            kills = List.copyOf(kills);
            failures = List.copyOf(failures);
        }

        public byte[] as(ResultFormatType format) {
            return bytes(format, results);
        }

        /** The text that JMH writes for results, as UTF-8. */
        static byte[] bytes(ResultFormatType format, Collection<RunResult> results) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
                ResultFormatFactory.getInstance(format, out).writeOut(results);
            }
            return bytes.toByteArray();
        }
    }

    private final RunFolder folder;
    private final MachineLock lock;
    private final Schedule schedule;
    private final List<String> warnings;
    private final List<ForkPlan> forks;
    private final ForkRunner runner;
    private final Lanes lanes;
    private final Function<Row, Optional<String>> lack;
    private final Outcomes outcomes;
    private final Agenda agenda;
    private final Interruption interruption;
    private final Set<Row> shown = new HashSet<>();

    /**
     * Reads the folder's results of these forks.
     *
     * @param lock of the folder; released when the run is closed
     * @param warnings about this machine now
     * @param forks in the order of their starts
     * @param lack of memory for a fork of that row now; empty where there is enough
     * @throws EbbException if a fork's file is damaged
     */
    Run(
            RunFolder folder,
            MachineLock lock,
            Schedule schedule,
            List<String> warnings,
            List<ForkPlan> forks,
            ForkRunner runner,
            Lanes lanes,
            Function<Row, Optional<String>> lack) {
        this.folder = folder;
        this.lock = lock;
        this.schedule = schedule;
        this.warnings = warnings;
        this.forks = List.copyOf(forks);
        this.runner = runner;
        this.lanes = lanes;
        this.lack = lack;
        this.outcomes = new Outcomes(folder, this.forks);
        Pace pace = new Pace(lanes.count());
        this.agenda = new Agenda(this.forks, pace);
        outcomes.done().forEach(agenda::skip);
        outcomes.results().forEach((place, result) -> learn(forks.get(place).row(), result, pace));
        this.interruption = new Interruption(() -> outcomes.kept(agenda.countTo(this.forks.size())));
    }

    private static void learn(Row row, RunResult result, Pace pace) {
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            BenchmarkResultMetaData times = fork.getMetadata();
            if (times != null) {
                pace.took(row, Duration.ofMillis(times.getStopTime() - times.getStartTime()));
            }
        }
    }

    public boolean isInterrupted() {
        return interruption.happened();
    }

    public RunFolder folder() {
        return folder;
    }

    /**
     * Runs all forks that are not done; a failed one is reported, and the next one starts. On an interrupt (Ctrl-C,
     * SIGTERM) it ends the running forks, keeps what is done and returns.
     *
     * @throws EbbException where the folder cannot be written, or no fork can start at all
     */
    public Report all(RunView view) {
        return report(view, () -> lanes.run(turn -> runNext(turn, view)));
    }

    /** The same in stages, the rounds after each look only for the rows that are still open. */
    public Report all(RunView view, Looks looks) {
        agenda.hold();
        agenda.admit(row -> true, looks.after().get(0));
        return report(view, () -> {
            Set<RowKey> open = Set.of();
            for (int last : looks.after()) {
                Set<RowKey> wanted = open;
                agenda.admit(row -> wanted.contains(row.key()), last);
                lanes.run(turn -> runNext(turn, view));
                if (isEnding()) {
                    return;
                }
                write();
                open = looks.open(folder, last);
                if (open.isEmpty()) {
                    return;
                }
            }
        });
    }

    private Report report(RunView view, Runnable forksOfAll) {
        view.runStarts(facts(), warnings);
        try {
            forksOfAll.run();
        } catch (EbbException e) {
            writeWhatIsDone(e);
            throw e;
        }
        write();
        List<RunResult> merged = outcomes.rows().stream().map(MergedRow::result).toList();
        view.runEnded(merged, notes());
        return new Report(merged, outcomes.kills(), outcomes.failures(), interruption.happened());
    }

    /** What is only known when the forks have run. */
    private List<String> notes() {
        Environment environment = folder.environment();
        List<String> notes = new ArrayList<>(environment.conditions().warnings());
        notes.removeAll(warnings);
        environment.allocators().stream()
                .filter(allocator -> !allocator.unproven().isEmpty())
                .map(allocator -> allocator.id() + " is unproven: nothing shows whether the library heeds "
                        + String.join(", ", allocator.unproven()) + ".")
                .forEach(notes::add);
        environment
                .allocators()
                .forEach(allocator ->
                        allocator.notesList().forEach(note -> notes.add("Under " + allocator.id() + ": " + note)));
        return notes;
    }

    private List<String> facts() {
        List<String> facts = new ArrayList<>(List.of(schedule.sentence()));
        int done = outcomes.done().size();
        if (done > 0) {
            facts.add("Resumed: " + done + " of " + agenda.countTo(forks.size()) + " forks were done before");
        }
        return facts;
    }

    /** Whether there was one. */
    private boolean runNext(Lanes.Turn turn, RunView view) {
        OptionalInt next = agenda.next();
        if (next.isEmpty() || isEnding()) {
            return false;
        }
        int place = next.getAsInt();
        Row row = forks.get(place).row();
        turn.awaitRoom(() -> isEnding() ? Optional.empty() : lack.apply(row), agenda::isBusy, why -> tell(view, why));
        if (isEnding()) {
            return false;
        }
        ForkOutcome outcome = runOne(place, turn, view);
        boolean counts = outcome.failure() == null || !(lanes.isStopped() || interruption.isCauseOfFailure());
        agenda.ended(place, counts);
        if (counts) {
            take(outcome, place, view);
        }
        return true;
    }

    private boolean isEnding() {
        return interruption.happened() || lanes.isStopped();
    }

    private synchronized void tell(RunView view, String sentence) {
        view.remark(sentence);
    }

    private ForkOutcome runOne(int place, Lanes.Turn turn, RunView view) {
        ForkPlan plan = forks.get(place);
        Path proof = outcomes.proof(place);
        ForkProcess fork = new ForkProcess(proof);
        HeldOutput held = new HeldOutput();
        ForkOutput output = starts(place, fork, view, lanes.count() > 1 ? held.format() : view.output());
        Runnable look = () -> {
            if (turn.isWanted() && fork.phase().isAfterBursts()) {
                agenda.rests(place);
                turn.giveBack();
            }
        };
        ForkOutcome outcome =
                runner.run(plan, outcomes::peakOf, proof, output, fork, look, sentence -> tell(view, sentence));
        output.endLine();
        synchronized (this) {
            held.printTo(view.output());
        }
        return outcome;
    }

    private synchronized ForkOutput starts(int place, ForkProcess fork, RunView view, OutputFormat out) {
        ForkPlan plan = forks.get(place);
        agenda.starts(place);
        String progress = view.forkStarts(
                plan, agenda.countTo(place + 1), agenda.countTo(forks.size()), fork::phase, agenda::left);
        return new ForkOutput(out, plan, progress, header(place));
    }

    /** All of it for a row's first fork; later the name alone, after a fork of another row. */
    private ForkOutput.Header header(int place) {
        Row row = forks.get(place).row();
        if (shown.add(row)) {
            return ForkOutput.Header.WHOLE;
        }
        boolean follows =
                lanes.count() == 1 && place > 0 && forks.get(place - 1).row().equals(row);
        return follows ? ForkOutput.Header.NONE : ForkOutput.Header.NAME;
    }

    private synchronized void take(ForkOutcome outcome, int place, RunView view) {
        outcomes.add(outcome, place);
        view.forkEnded(outcome);
        Row row = outcome.plan().row();
        if (agenda.isLast(row)) {
            outcomes.rows().stream()
                    .filter(merged -> merged.row().equals(row))
                    .forEach(merged -> view.rowEnded(merged.result()));
        }
    }

    private void write() {
        outcomes.write(schedule.order() == Schedule.Order.ROUNDS);
    }

    private void writeWhatIsDone(EbbException cause) {
        try {
            write();
        } catch (EbbException e) {
            cause.addSuppressed(e); // most likely the same full disk
        }
    }

    /** Everything is written: an interruption need not wait any longer. */
    @Override
    public void close() {
        try {
            lock.close();
        } finally {
            interruption.close();
        }
    }
}
