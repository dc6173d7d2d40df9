// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.allocator.Proven;
import ebb.base.EbbException;
import ebb.results.Environment;
import ebb.results.OomKill;
import ebb.results.RowKey;
import ebb.results.RunFolder;
import ebb.results.UsedAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.BenchmarkResultMetaData;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;

/**
 * Runs a list of forks in order, without those done before, and keeps each result as soon as its fork has ended.
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
     * @param kills the forks that their memory limit has ended
     * @param failures the forks that gave neither
     * @param stopped whether the run was interrupted before its last fork
     */
    public record Report(List<RunResult> results, List<OomKill> kills, List<ForkOutcome> failures, boolean stopped) {

        public Report {
            results = List.copyOf(results);
            kills = List.copyOf(kills);
            failures = List.copyOf(failures);
        }

        public byte[] as(ResultFormatType format) {
            return MergedRow.bytes(format, results);
        }
    }

    private final RunFolder folder;
    private final MachineLock lock;
    private final KeptForks kept;
    private final Schedule schedule;
    private final List<String> warnings;
    private final List<ForkPlan> forks;
    private final ForkRunner runner;
    private final Interruption interruption;
    private final OtherPrograms start = OtherPrograms.upToNow();
    private final Pace pace = new Pace();
    private final Set<Row> shown = new HashSet<>();
    private final List<ForkOutcome> failures = new ArrayList<>();

    /** By the fork's index in the list. */
    private final Map<Integer, RunResult> results = new TreeMap<>();

    private final Map<Integer, OomKill> kills = new TreeMap<>();

    /**
     * Reads the folder's results of these forks.
     *
     * @param lock of the folder; released when the run is closed
     * @param warnings about this machine now
     * @param forks in the order of their starts
     * @throws EbbException if a fork's file is damaged
     */
    Run(
            RunFolder folder,
            MachineLock lock,
            Schedule schedule,
            List<String> warnings,
            List<ForkPlan> forks,
            ForkRunner runner) {
        this.folder = folder;
        this.lock = lock;
        this.kept = new KeptForks(folder);
        this.schedule = schedule;
        this.warnings = warnings;
        this.forks = List.copyOf(forks);
        this.runner = runner;
        for (int i = 0; i < forks.size(); i++) {
            int place = i;
            kept.kill(place + 1, forks.get(place)).ifPresent(kill -> kills.put(place, kill));
            kept.find(place + 1, forks.get(place)).ifPresent(result -> {
                results.put(place, result);
                learn(forks.get(place).row(), result);
            });
        }
        this.interruption = new Interruption(this::kept);
    }

    private void learn(Row row, RunResult result) {
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            BenchmarkResultMetaData times = fork.getMetadata();
            if (times != null) {
                pace.took(row, Duration.ofMillis(times.getStopTime() - times.getStartTime()));
            }
        }
    }

    public RunFolder folder() {
        return folder;
    }

    /**
     * Runs all forks that are not done; a failed one is reported, and the next one starts. On an interrupt (Ctrl-C,
     * SIGTERM) it ends the running fork, keeps what is done and returns.
     *
     * @throws EbbException where the folder cannot be written, or no fork can start at all
     */
    public Report all(RunView view) {
        view.runStarts(facts(), warnings);
        try {
            runAll(view);
        } catch (EbbException e) {
            writeWhatIsDone(e);
            throw e;
        }
        List<MergedRow> rows = write();
        List<RunResult> merged = rows.stream().map(MergedRow::result).toList();
        view.runEnded(merged, notes());
        return new Report(merged, List.copyOf(kills.values()), failures, interruption.happened());
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
        return notes;
    }

    private List<String> facts() {
        List<String> facts = new ArrayList<>(List.of(schedule.sentence()));
        int done = results.size() + kills.size();
        if (done > 0) {
            facts.add("Resumed: " + done + " of " + forks.size() + " forks were done before");
        }
        return facts;
    }

    private boolean isDone(int place) {
        return results.containsKey(place) || kills.containsKey(place);
    }

    private void runAll(RunView view) {
        for (int i = 0; i < forks.size() && !interruption.happened(); i++) {
            if (!isDone(i)) {
                long start = System.nanoTime();
                ForkOutcome outcome = runOne(i, view);
                if (outcome.failure() == null || !interruption.isCauseOfFailure()) {
                    pace.took(outcome.plan().row(), Duration.ofNanos(System.nanoTime() - start));
                    take(outcome, i, view);
                }
            }
        }
    }

    private ForkOutcome runOne(int place, RunView view) {
        ForkPlan plan = forks.get(place);
        String progress = view.forkStarts(plan, place + 1, forks.size(), pace.left(left(place)));
        ForkOutput output = new ForkOutput(view.output(), plan, progress, header(place));
        ForkOutcome outcome = runner.run(plan, kept.proof(place + 1, plan), output);
        output.endLine();
        return outcome;
    }

    /** This fork, and those after it that are not done. */
    private List<ForkPlan> left(int place) {
        return IntStream.range(place, forks.size())
                .filter(i -> !isDone(i))
                .mapToObj(forks::get)
                .toList();
    }

    /** All of it for a row's first fork; later the name alone, after a fork of another row. */
    private ForkOutput.Header header(int place) {
        Row row = forks.get(place).row();
        if (shown.add(row)) {
            return ForkOutput.Header.WHOLE;
        }
        return place > 0 && forks.get(place - 1).row().equals(row) ? ForkOutput.Header.NONE : ForkOutput.Header.NAME;
    }

    private void take(ForkOutcome outcome, int place, RunView view) {
        ForkPlan plan = outcome.plan();
        RunResult result = outcome.result();
        if (outcome.kill() != null) {
            kept.keep(place + 1, plan, outcome.kill());
            kills.put(place, outcome.kill());
        } else if (result == null) {
            failures.add(outcome);
            writeFailures(); // at once, as the run may be killed
        } else {
            kept.keep(place + 1, plan, result);
            results.put(place, result);
        }
        view.forkEnded(outcome);
        if (left(place).stream()
                .skip(isDone(place) ? 0 : 1)
                .noneMatch(later -> later.row().equals(plan.row()))) {
            MergedRow.of(forks, results).stream()
                    .filter(merged -> merged.row().equals(plan.row()))
                    .forEach(merged -> view.rowEnded(merged.result()));
        }
    }

    /** The same files for the same forks, whether the run was interrupted or not. */
    private List<MergedRow> write() {
        List<MergedRow> rows = MergedRow.of(forks, results);
        if (schedule.order() == Schedule.Order.ROUNDS) {
            folder.writeRounds(rows.stream().map(MergedRow::roundsOfForks).toList());
        }
        folder.write(
                RunFolder.RESULT,
                MergedRow.bytes(
                        ResultFormatType.JSON,
                        rows.stream().map(MergedRow::result).toList()));
        writeFailures();
        if (!kills.isEmpty()) {
            folder.writeKills(List.copyOf(kills.values()));
        }
        Environment environment = folder.environment();
        double others = OtherPrograms.upToNow().coresSince(start);
        List<String> busy = Warnings.ofAll(others, environment.machine().cores());
        folder.write(environment.ended(others, busy, this::proven));
        return rows;
    }

    private UsedAllocator proven(UsedAllocator allocator) {
        for (int place = 0; place < forks.size(); place++) {
            ForkPlan plan = forks.get(place);
            Optional<Proven> proven = kept.proven(place + 1, plan);
            if (proven.isPresent() && allocator.id().equals(plan.row().param(RowKey.ALLOCATOR))) {
                return proven.get().tell(allocator);
            }
        }
        return allocator;
    }

    private void writeFailures() {
        folder.writeFailures(failures.stream().map(ForkOutcome::asFailure).toList());
    }

    private void writeWhatIsDone(EbbException cause) {
        try {
            write();
        } catch (EbbException e) {
            cause.addSuppressed(e); // most likely the same full disk
        }
    }

    public boolean isInterrupted() {
        return interruption.happened();
    }

    private String kept() {
        if (folder.isStep()) {
            return "The fork that ran under a limit is not; those before it are.";
        }
        long measured = forks.stream().filter(fork -> !fork.warmup()).count();
        long finished = IntStream.range(0, forks.size())
                .filter(place -> isDone(place) && !forks.get(place).warmup())
                .count();
        return "Interrupted: " + finished + " of " + measured + " forks are done and kept in " + folder.path()
                + "; --resume " + folder.path() + " goes on with the others.";
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
