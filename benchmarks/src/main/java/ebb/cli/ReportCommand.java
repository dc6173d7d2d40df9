// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.TextFile;
import ebb.base.Version;
import ebb.compare.Comparison;
import ebb.compare.Format;
import ebb.compare.Side;
import ebb.report.Reports;
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
public final class ReportCommand implements Callable<Integer> {
    private static final String ACCEPTED = "accepted";

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

    private final Terminal terminal;

    ReportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Reports reports = Reports.read(runs, Version.ebb());
        if (baseline != null) {
            reports = reports.against(String.join("\n", Format.json.lines(comparison(baseline), false)));
        }
        TextFile.write(out, reports.html());
        terminal.out().println("Report: " + terminal.shown(out.toString()));
        if (svg != null) {
            for (Map.Entry<String, String> figure : reports.svg().entrySet()) {
                TextFile.write(svg.resolve(figure.getKey() + ".svg"), figure.getValue());
            }
            terminal.out().println("Figures: " + terminal.shown(svg.toString()));
        }
        return Exit.OK.code();
    }

    private Comparison comparison(String base) {
        Side now = Side.read(String.join(",", runs.stream().map(Path::toString).toList()));
        return options.compare(base.equals(ACCEPTED) ? options.baseline(now) : Side.read(base), now);
    }
}
