// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.compare.History;
import ebb.results.RunData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Writes many runs in the form of Apache Otava, which finds where a figure has changed for good.
 *
 * <pre>{@code
 * java -jar benchmarks.jar history results/runs/*
 * otava --config-file results/history/otava.yaml analyze Burst.burst,glibc,quick,ss,1
 * }</pre>
 */
@Command(name = "history", description = "Writes many runs as CSV files for Apache Otava, and its configuration.")
final class HistoryCommand implements Callable<Exit> {
    private final Terminal terminal;

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Run folders, in any order.")
    private List<Path> runs = new ArrayList<>();

    @Option(names = "--to", paramLabel = "DIR", description = "Where they are written. (default: results/history)")
    private Path to = Path.of("results", "history");

    HistoryCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Exit call() {
        List<RunData> read = RunData.readAll(runs, terminal.err()::println);
        int files = History.write(read, to, terminal.err()::println);
        terminal.out().println(files + " histories of " + read.size() + " runs and otava.yaml are in " + to + ".");
        return Exit.OK;
    }
}
