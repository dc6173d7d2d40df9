// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.compare.Baselines;
import ebb.results.RunData;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The run with which later ones of its machine are compared.
 *
 * <pre>{@code
 * java -jar benchmarks.jar baseline accept results/runs/20261122-180000 --reason "jemalloc 5.3.1"
 * java -jar benchmarks.jar compare results/runs/20261123-180000 --baseline
 * }</pre>
 */
@Command(name = "baseline", description = "Makes a run the baseline of its machine, in place of the one before it.")
final class BaselineCommand implements Callable<Exit> {
    private final Terminal terminal;

    @Parameters(
            arity = "2",
            paramLabel = "accept RUN",
            hideParamSyntax = true,
            description = "The word, and a run folder.")
    private List<String> words = new ArrayList<>();

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why: kept in baseline.json.")
    private String reason = "";

    @Option(names = "--results", paramLabel = "DIR", description = "The folder of baselines. (default: results)")
    private Path results = Path.of("results");

    BaselineCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Exit call() {
        if (!words.get(0).equals("accept")) {
            throw new EbbException("baseline " + words.get(0) + " is not known; baseline accept RUN --reason TEXT is.");
        }
        if (reason.isBlank()) {
            throw new EbbException("--reason is empty: say why this run is the new baseline.");
        }
        Path kept = new Baselines(results)
                .accept(RunData.readForks(Path.of(words.get(1))), reason, LocalDate.now(ZoneId.systemDefault()));
        terminal.out().println("The baseline is in " + kept + ".");
        return Exit.OK;
    }
}
