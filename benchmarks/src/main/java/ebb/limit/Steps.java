// SPDX-License-Identifier: Apache-2.0
package ebb.limit;

import ebb.allocator.ForkAssignment;
import ebb.base.EbbException;
import ebb.base.Problem;
import ebb.results.NotSurvived;
import ebb.results.ResultRow;
import ebb.results.RowKey;
import ebb.results.RunFolder;
import ebb.run.ForkOutcome;
import ebb.run.ForkPlan;
import ebb.run.ForkProcess;
import ebb.run.Inputs;
import ebb.run.Run;
import ebb.run.RunPlan;
import ebb.run.RunPlan.Launch;
import ebb.run.RunView;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Forks under a limit, each a run of its own in a folder that its limit names: one that was made before is only read. */
public final class Steps {
    private final Path folder;
    private final List<String> arguments;
    private final Inputs inputs;
    private final Launch launch;
    private final Consumer<String> tell;
    private final List<NotSurvived> notSurvived = new ArrayList<>();

    /**
     * @param search the folder of the whole search
     * @param arguments of JMH, without parameters
     * @param launch that of the whole search
     * @param tell gets what is to be said of a fork, a sentence each time
     */
    public Steps(Path search, List<String> arguments, Inputs inputs, Launch launch, Consumer<String> tell) {
        this.folder = search.resolve(RunFolder.STEPS);
        this.arguments = List.copyOf(arguments);
        this.inputs = inputs;
        this.launch = launch;
        this.tell = tell;
    }

    /**
     * See {@link LimitSearch.Prober}.
     *
     * @param pace is told how long a fork took that had not run before
     * @throws EbbException where the fork failed, but not by its limit
     */
    public OptionalDouble run(ResultRow row, long mib, int fork, SearchPace pace) {
        long begin = System.nanoTime();
        Map<String, String> params = new TreeMap<>(row.key().params());
        params.put(RowKey.LIMIT, Long.toString(mib));
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("-f", "1", "-jvmArgsAppend", ForkAssignment.brief()));
        params.forEach((name, value) -> all.addAll(List.of("-p", name + "=" + value)));
        RowKey key =
                new RowKey(row.key().benchmark(), row.key().mode(), row.key().threads(), params);
        Path step = folder.resolve(key.fileName() + ",fork" + fork);
        Silent silent = new Silent();
        RunPlan plan = RunPlan.of(all, inputs, silent.output());
        try (Run run = plan.start(new Launch(
                launch.commandLine(), step, launch.startLimit(), launch.schedule(), 1, false, begun(step)))) {
            Run.Report report = run.all(silent);
            if (report.stopped()) {
                return OptionalDouble.empty();
            }
            if (!report.failures().isEmpty()) {
                throw new EbbException("under a limit of " + mib + " MiB "
                        + report.failures().get(0).failure());
            }
            if (silent.started) {
                pace.took(System.nanoTime() - begin);
            }
            notSurvived.addAll(report.kills());
            return OptionalDouble.of(
                    report.results().isEmpty()
                            ? Double.NaN
                            : report.results().get(0).getPrimaryResult().getScore());
        }
    }

    /** Those that did not survive so far, in the order in which they ran. */
    public List<NotSurvived> notSurvived() {
        return List.copyOf(notSurvived);
    }

    /** The run in a step's folder, which has one at most, without what a killed writer left there. */
    static Optional<Path> begun(Path step) {
        if (!Files.isDirectory(step)) {
            return Optional.empty();
        }
        try (Stream<Path> runs = Files.list(step)) {
            Optional<Path> begun = runs.filter(run -> Files.exists(run.resolve(RunFolder.ENVIRONMENT)))
                    .findFirst();
            begun.map(RunFolder::open).ifPresent(RunFolder::clean);
            return begun;
        } catch (IOException e) {
            throw new EbbException("Cannot read " + step + ": " + Problem.of(e) + ".");
        }
    }

    /** Shows nothing but what is to be said. */
    private final class Silent implements RunView {
        private final OutputFormat nowhere = OutputFormatFactory.createFormatInstance(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), VerboseMode.SILENT);
        private boolean started;

        @Override
        public OutputFormat output() {
            return nowhere;
        }

        @Override
        public void runStarts(List<String> facts, List<String> warnings) {}

        @Override
        public String forkStarts(
                ForkPlan plan, int index, int total, Supplier<ForkProcess.Phase> phase, Supplier<Duration> left) {
            started = true;
            return "";
        }

        @Override
        public void remark(String sentence) {
            tell.accept(sentence);
        }

        @Override
        public void forkEnded(ForkOutcome outcome) {}

        @Override
        public void rowEnded(RunResult merged) {}

        @Override
        public void runEnded(Collection<RunResult> results, List<String> notes) {}
    }
}
