// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.cli.UntilDecided.Judging;
import ebb.compare.Comparison;
import ebb.compare.Comparison.Format;
import ebb.compare.Comparison.RowMetric;
import ebb.compare.PooledRuns;
import ebb.results.RowKey;
import ebb.results.RunData;
import ebb.run.Inputs;
import ebb.run.JmhArguments;
import ebb.run.JmhView;
import ebb.run.Looks;
import ebb.run.MachineLock;
import ebb.run.RecordedRun;
import ebb.run.Run;
import ebb.run.RunPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Is it worse again? Runs once more the rows that {@code compare} finds worse, with NEW's arguments and in new rounds. A
 * regression is confirmed where both NEW and the fresh run are worse than BASE: chance alone seldom says so twice.
 *
 * <pre>{@code
 * java -jar benchmarks.jar compare BASE NEW || java -jar benchmarks.jar confirm BASE NEW
 * java -jar benchmarks.jar compare NEW --baseline || java -jar benchmarks.jar confirm NEW --baseline
 * }</pre>
 */
@Command(
        name = ConfirmCommand.NAME,
        customSynopsis = {
            "java -jar benchmarks.jar confirm [OPTIONS] BASE NEW",
            "       java -jar benchmarks.jar confirm [OPTIONS] NEW --baseline"
        },
        description = {
            "Runs again what compare finds worse; a regression counts where both runs have it.",
            "Exit code: 0 nothing confirmed, 1 a regression confirmed, 2 wrong usage, or it could not be run again,"
                    + " 3 with --until-decided: nothing confirmed, but not everything decided."
        })
final class ConfirmCommand implements Callable<Exit> {
    static final String NAME = "confirm";

    private final Terminal terminal;

    @Mixin
    private CompareOptions options;

    @Mixin
    private RunOptions run;

    @Mixin
    private UntilDecided until;

    @Parameters(
            arity = "1..2",
            paramLabel = "RUN",
            description =
                    "BASE: a run folder, or several, separated by commas. NEW: the run folder whose rows are run again.")
    private List<String> runs = new ArrayList<>();

    @Option(names = "--baseline", description = "The base is the accepted run of NEW's machine.")
    private boolean baseline;

    ConfirmCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Exit call() {
        if (runs.size() != (baseline ? 1 : 2)) {
            throw new EbbException("confirm needs two runs, BASE and NEW; or NEW alone, with --baseline.");
        }
        run.requireWhole(NAME);
        boolean growing = until.isWanted(run);
        if (growing) {
            run.preferRounds();
            options.requireOneLook();
        }
        String now = runs.get(runs.size() - 1);
        PooledRuns measured = PooledRuns.read(now);
        PooledRuns before = baseline ? options.baseline(measured) : PooledRuns.read(runs.get(0));
        Comparison first = options.compare(before, measured);
        Set<RowMetric> worse = first.regressions();
        if (worse.isEmpty()) {
            print(first);
            terminal.out().println("Nothing got worse, so there is nothing to confirm.");
            return options.withoutRegression(first, terminal.err());
        }
        Set<RowKey> rows = worse.stream().map(RowMetric::key).collect(Collectors.toSet());
        PooledRuns base = before.only(rows);
        Comparison second;
        if (growing) {
            UntilDecided.requireEnough(base, rows);
            Judging looks = until.judging(
                    rows,
                    options.alpha(),
                    (fresh, level) -> options.decide(base, fresh, level),
                    fresh -> options.files(base.runs(), fresh),
                    worse::contains,
                    open -> open,
                    terminal.err());
            rerun(Path.of(now), rows, looks);
            second = looks.comparison();
        } else {
            second = options.compare(
                    base, PooledRuns.read(rerun(Path.of(now), rows, null).toString()));
        }
        print(second);
        if (growing) {
            terminal.out()
                    .println("The forks of " + before.name()
                            + " are those by which these were chosen: chance in them counts in both comparisons.");
        }
        return conclude(worse, first, second);
    }

    /**
     * Runs NEW's command again, for these rows alone; returns the run folder.
     *
     * @param looks that decide how often; null for as often as NEW
     */
    private Path rerun(Path now, Set<RowKey> rows, @Nullable Looks looks) {
        RunData recorded = RunData.readForks(now);
        List<String> commandLine = recorded.commandLine();
        RecordedRun.requireTrust(recorded.folder(), run.trusts());
        JmhCommand then = JmhCommand.read(commandLine, terminal);
        if (looks == null && then.isDecided()) {
            throw new EbbException(now + " was made with --until-decided, so no number of forks is that of each row:"
                    + " give --until-decided here, too.");
        }
        List<String> jmh = new ArrayList<>(then.arguments());
        Supplier<Inputs> inputs = then.files()::inputs;
        if (!jmh.isEmpty() && jmh.get(0).equals("all")) {
            jmh.remove(0);
        } else if (!jmh.isEmpty() && jmh.get(0).equals(ServiceCommand.NAME)) {
            ServiceCommand service = ServiceCommand.read(commandLine, terminal);
            jmh = service.arguments();
            inputs = service::inputs;
        } else if (jmh.isEmpty()
                || List.of(NAME, QuickVerdict.NAME, CuresCommand.NAME).contains(jmh.get(0))) {
            throw new EbbException(now + " was made by '" + String.join(" ", commandLine) + "', which cannot be run row"
                    + " by row: confirm a run that was given benchmarks, as in Burst -f 5.");
        }
        run.orElse(then.run());
        // What JMH prints goes to the standard error: the standard output is the comparison's.
        OutputFormat format = OutputFormatFactory.createFormatInstance(
                terminal.err(), JmhArguments.parse(jmh).verbosity().orElse(Defaults.VERBOSITY));
        RunPlan all = RunPlan.of(jmh, inputs.get(), format);
        RunPlan some = all.with(of -> of.filter(row -> rows.contains(row.key())));
        if (some.rows().size() < rows.size()) {
            throw new EbbException("This Ebb has " + some.rows().size() + " of the " + rows.size()
                    + " rows that are to be run again; use the jar that made NEW.");
        }
        try (MachineLock lock = MachineLock.take();
                Run fresh = (looks == null ? some : until.plan(some)).start(run.launch())) {
            JmhView view = new JmhView(format);
            Run.Report report = looks == null ? fresh.all(view) : fresh.all(view, looks);
            if (report.stopped() || !report.failures().isEmpty()) {
                throw new EbbException("Not every fork could be run again; the others are in "
                        + fresh.folder().path() + ", --resume goes on with it.");
            }
            return fresh.folder().path();
        }
    }

    /** @param first what could not be compared there is not run again */
    private Exit conclude(Set<RowMetric> worse, Comparison first, Comparison second) {
        int confirmed = 0;
        int open = 0;
        int undecided = 0;
        for (RowMetric cell : worse) {
            boolean judged = second.isJudged(cell);
            boolean again = second.regressions().contains(cell);
            boolean more = second.isUndecided(cell);
            confirmed += again ? 1 : 0;
            open += judged ? 0 : 1;
            undecided += more ? 1 : 0;
            terminal.out()
                    .println((again
                                    ? "Confirmed: "
                                    : more ? "Undecided: " : judged ? "Not confirmed: " : "Could not be judged again: ")
                            + cell);
        }
        if (confirmed > 0) {
            return Exit.FAILED;
        }
        if (!first.isWhole()) {
            first.faults()
                    .forEach(fault ->
                            terminal.out().println(terminal.shown("Incomparable, so not run again: " + fault + ".")));
            return Exit.BAD_INPUT;
        }
        return undecided > 0 ? Exit.UNDECIDED : open > 0 ? Exit.BAD_INPUT : Exit.OK;
    }

    private void print(Comparison comparison) {
        terminal.out().println(terminal.shown(String.join("\n", comparison.lines(Format.text, true))));
    }
}
