// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.compare.Baselines;
import ebb.results.RunData;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The run that later ones of its machine are held against.
 *
 * <pre>{@code
 * java -jar benchmarks.jar baseline accept results/runs/20261122-180000 --reason "jemalloc 5.3.1"
 * java -jar benchmarks.jar compare results/runs/20261123-180000 --baseline
 * }</pre>
 */
@Command(
        name = "baseline",
        description = "accept RUN makes it the baseline of its machine, in place of the one before it.")
public final class BaselineCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "accept", description = "What to do.")
    private String action = "";

    @Parameters(index = "1", paramLabel = "RUN", description = "A run folder.")
    private Path run = Path.of("");

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why: kept in baseline.json.")
    private String reason = "";

    @Option(names = "--results", paramLabel = "DIR", description = "Of baselines. (default: results)")
    private Path results = Path.of("results");

    BaselineCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (!action.equals("accept")) {
            throw new EbbException("baseline " + action + " is not known; baseline accept RUN --reason TEXT is.");
        }
        if (reason.isBlank()) {
            throw new EbbException("--reason is empty: say why this run is the new baseline.");
        }
        Path kept = new Baselines(results).accept(RunData.read(run), reason, LocalDate.now(ZoneId.systemDefault()));
        terminal.out().println("The baseline is in " + kept + ".");
        return Exit.OK.code();
    }
}
