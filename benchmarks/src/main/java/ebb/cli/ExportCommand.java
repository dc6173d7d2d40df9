// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.compare.Export;
import ebb.results.RunData;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Prints a run for programs that track benchmarks over time.
 *
 * <pre>{@code
 * java -jar benchmarks.jar export results/runs/20261122-180000 -rf bencher > bencher.json
 * bencher run --adapter json --file bencher.json
 * }</pre>
 */
@Command(
        name = "export",
        description = "Prints the figures of a run for Bencher, github-action-benchmark or Prometheus.")
final class ExportCommand implements Callable<Exit> {
    private final Terminal terminal;

    @Parameters(arity = "1", paramLabel = "RUN", description = "A run folder, or JMH's JSON file.")
    private Path run = Path.of("");

    @Option(
            names = "-rf",
            required = true,
            paramLabel = "FORMAT",
            description =
                    "bencher: Bencher's JSON; gha: customSmallerIsBetter of github-action-benchmark, with the metrics"
                            + " of which less is better; openmetrics: OpenMetrics text.")
    private Export.Format format = Export.Format.bencher;

    ExportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Exit call() {
        terminal.out().print(terminal.shown(Export.text(RunData.readForks(run).withLosses(), format)));
        return Exit.OK;
    }
}
