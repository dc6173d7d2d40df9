// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.compare.Cell;
import ebb.compare.Comparison;
import ebb.compare.Format;
import ebb.compare.Side;
import ebb.results.RowKey;
import ebb.results.RunData;
import ebb.run.RunPlan.Launch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Is it worse again? Runs the rows that {@code compare} finds worse once more, with the arguments of NEW and in fresh
 * rounds; a regression is confirmed where both NEW and the fresh run are worse than BASE. Chance alone seldom says so
 * twice.
 *
 * <pre>{@code
 * java -jar benchmarks.jar compare BASE NEW || java -jar benchmarks.jar confirm BASE NEW
 * java -jar benchmarks.jar compare NEW --baseline || java -jar benchmarks.jar confirm NEW --baseline
 * }</pre>
 */
@Command(
        name = "confirm",
        description = {
            "Runs again what compare finds worse; a regression counts where both runs have it.",
            "Exit code: 0 nothing confirmed, 1 a regression confirmed, 2 wrong usage, or it could not be run again."
        })
public final class ConfirmCommand implements Callable<Integer> {
    private final Launch launch;
    private final Terminal terminal;

    @Mixin
    private CompareOptions options;

    @Parameters(
            arity = "1..2",
            paramLabel = "RUN",
            description =
                    "BASE, a run folder, or several, separated by commas; and NEW, the run folder of which rows are"
                            + " run again. With --baseline NEW alone.")
    private List<String> runs = new ArrayList<>();

    @Option(names = "--baseline", description = "The base is the accepted run of the machine that NEW was made on.")
    private boolean baseline;

    ConfirmCommand(Launch launch, Terminal terminal) {
        this.launch = launch;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (runs.size() != (baseline ? 1 : 2)) {
            throw new EbbException("confirm needs two runs, BASE and NEW; or NEW alone, with --baseline.");
        }
        String now = runs.get(runs.size() - 1);
        Side measured = Side.read(now);
        Side before = baseline ? options.baseline(measured) : Side.read(runs.get(0));
        Comparison first = options.compare(before, measured);
        Set<Cell> worse = first.regressions();
        if (worse.isEmpty()) {
            print(first);
            terminal.out().println("Nothing got worse, so there is nothing to confirm.");
            return first.isWhole() && !first.isWithoutVerdict() ? Exit.OK.code() : Exit.BAD_INPUT.code();
        }
        Set<RowKey> rows = worse.stream().map(Cell::key).collect(Collectors.toSet());
        Path fresh = rerun(Path.of(now), rows);
        Comparison second = options.compare(before.only(rows), Side.read(fresh.toString()));
        print(second);
        return conclude(worse, second);
    }

    private Path rerun(Path now, Set<RowKey> rows) {
        List<String> commandLine = RunData.read(now).commandLine();
        Arguments then = Arguments.parse(commandLine);
        List<String> jmh = new ArrayList<>(then.rest());
        if (!jmh.isEmpty() && jmh.get(0).equals("all")) {
            jmh.remove(0);
        } else if (jmh.isEmpty() || jmh.get(0).equals("confirm")) {
            throw new EbbException(now + " was made by '" + String.join(" ", commandLine) + "', which cannot be run row"
                    + " by row: confirm a run that was given benchmarks, as in Burst -f 5.");
        }
        return new Rerun(launch, terminal).run(then, jmh, rows);
    }

    private int conclude(Set<Cell> worse, Comparison second) {
        int confirmed = 0;
        int open = 0;
        for (Cell cell : worse) {
            boolean judged = second.isJudged(cell);
            boolean again = second.regressions().contains(cell);
            confirmed += again ? 1 : 0;
            open += judged ? 0 : 1;
            terminal.out()
                    .println((again ? "Confirmed: " : judged ? "Not confirmed: " : "Could not be judged again: ")
                            + cell);
        }
        return confirmed > 0 ? Exit.FAILED.code() : open > 0 ? Exit.BAD_INPUT.code() : Exit.OK.code();
    }

    private void print(Comparison comparison) {
        terminal.out().println(terminal.shown(String.join("\n", Format.text.lines(comparison, true))));
    }
}
