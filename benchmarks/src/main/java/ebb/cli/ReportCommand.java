// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.WholeFile;
import ebb.compare.Comparison;
import ebb.compare.Comparison.Format;
import ebb.compare.PooledRuns;
import ebb.report.Reports;
import ebb.results.RunData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * One page about one or more runs: the verdict, RSS over time, what giving back costs.
 *
 * <pre>{@code
 * java -jar benchmarks.jar report results/runs/20261122-173205
 * java -jar benchmarks.jar report results/runs/* -o report.html --svg figures
 * java -jar benchmarks.jar report results/runs/20261122-173205 --baseline accepted
 * }</pre>
 */
@Command(
        name = "report",
        description = "Writes one self-contained HTML page about runs; where two have the same row, the later one given"
                + " is shown.")
final class ReportCommand implements Callable<Exit> {
    private static final String ACCEPTED = "accepted";
    private static final String ADVICE = "set that right, or name another place";

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Run folders, or files of JMH's JSON.")
    private List<Path> runs = new ArrayList<>();

    @Option(names = "-o", paramLabel = "FILE", description = "Where the page goes. (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("report.html");

    @Option(names = "--svg", paramLabel = "DIR", description = "Writes the figures there too, as SVG files.")
    private @Nullable Path svg;

    @Option(
            names = "--baseline",
            paramLabel = "BASE",
            description = "Compares with this run, or with '" + ACCEPTED + "': the accepted run of the machine.")
    private @Nullable String baseline;

    @Mixin
    private CompareOptions options;

    @Mixin
    private InputFiles files;

    private final Terminal terminal;

    ReportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Exit call() {
        List<RunData> read = RunData.readAll(runs, terminal.err()::println);
        Reports reports = Reports.read(
                read,
                files.catalog(),
                baseline == null
                        ? null
                        : String.join("\n", comparison(baseline, read).lines(Format.json, false)));
        WholeFile.write(out, reports.html(), ADVICE);
        terminal.out().println("Report: " + terminal.shown(out.toString()));
        if (svg != null) {
            for (Map.Entry<String, String> figure : reports.svg().entrySet()) {
                WholeFile.write(svg.resolve(figure.getKey() + ".svg"), figure.getValue(), ADVICE);
            }
            terminal.out().println("Figures: " + terminal.shown(svg.toString()));
        }
        return Exit.OK;
    }

    private Comparison comparison(String base, List<RunData> read) {
        PooledRuns now = PooledRuns.read(String.join(
                ",", read.stream().map(run -> run.source().toString()).toList()));
        return options.compare(base.equals(ACCEPTED) ? options.baseline(now) : PooledRuns.read(base), now);
    }
}
