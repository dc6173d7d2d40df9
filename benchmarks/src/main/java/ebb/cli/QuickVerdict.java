// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.allocator.Catalog;
import ebb.allocator.Libraries;
import ebb.allocator.Resolved;
import ebb.base.EbbException;
import ebb.base.Text;
import ebb.base.Version;
import ebb.report.ReportWords;
import ebb.report.Reports;
import ebb.results.Timeline;
import ebb.results.TimelineFile;
import ebb.run.MachineLock;
import ebb.run.Prepared;
import ebb.run.Run;
import ebb.run.RunFolder;
import ebb.run.RunReport;
import ebb.verdict.Sparkline;
import ebb.verdict.VerdictRow;
import ebb.verdict.VerdictTable;
import ebb.verdict.VerdictText;
import ebb.verdict.VerdictWhy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A burst under each allocator that is there, and who gave the memory back: what Ebb does when it is told nothing. */
@Command(name = QuickVerdict.NAME, hidden = true)
final class QuickVerdict implements Callable<Exit> {
    /** For the parser alone: nobody writes it. */
    static final String NAME = "verdict";

    private static final String BENCHMARK = "^ebb\\.load\\.Burst\\.burst$";
    private static final String SCENARIO = "quick";

    /** A quick burst takes seconds, so that a fork which hangs in it need not be given JMH's ten minutes. */
    private static final String TIMEOUT = "120s";

    private static final int CURVE_STEPS = 64;

    private final Terminal terminal;

    @Mixin
    private InputFiles files;

    @Mixin
    private RunOptions options;

    QuickVerdict(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Exit call() {
        files.apply();
        List<Resolved> all =
                Catalog.load().quick().stream().map(Libraries::resolve).toList();
        String ids = all.stream()
                .filter(Resolved::available)
                .map(r -> r.allocator().id())
                .collect(Collectors.joining(","));
        if (ids.isEmpty()) {
            throw new EbbException("No allocator of the catalog can run here; 'allocators' says why.");
        }
        List<String> arguments = List.of(
                BENCHMARK,
                "-f",
                "1",
                "-to",
                TIMEOUT,
                "-p",
                "allocator=" + ids,
                "-p",
                "scenario=" + SCENARIO,
                "-prof",
                "rss:why=true");
        Prepared prepared =
                Prepared.of(arguments, OutputFormatFactory.createFormatInstance(terminal.err(), VerboseMode.SILENT));
        try (MachineLock lock = MachineLock.take();
                Run run = prepared.start(options.launch())) {
            return measure(run, all);
        }
    }

    private Exit measure(Run run, List<Resolved> all) {
        try (Progress progress = new Progress(terminal)) {
            RunReport report = run.all(progress);
            show(report, all, run.folder());
            return report.failures().isEmpty() && !report.stopped() ? Exit.OK : Exit.FAILED;
        } catch (EbbException e) {
            terminal.err().println(e);
            return Exit.FAILED;
        }
    }

    private void show(RunReport report, List<Resolved> all, RunFolder folder) {
        List<VerdictRow> rows = new ArrayList<>();
        for (RunResult result : report.results()) {
            rows.add(row(result, folder));
        }
        List<String> below = new ArrayList<>(VerdictText.lines(rows));
        report.failures()
                .forEach(failure -> below.addAll(
                        wrapped(failure.plan().row().param("allocator") + " failed: " + failure.failure())));
        unavailable(all, below::add);

        StringBuilder kept = new StringBuilder();
        verdict(
                new VerdictTable(true, false),
                rows,
                below,
                line -> kept.append(line).append('\n'));
        folder.write("verdict.txt", kept.toString().getBytes(StandardCharsets.UTF_8));
        verdict(new VerdictTable(terminal.blocks(), terminal.colour()), rows, below, terminal.out()::println);
        terminal.out().println("Results: " + folder.path());
        if (!rows.isEmpty()) {
            Reports page = Reports.read(List.of(folder.path()), ReportWords::of, Version.ebb());
            folder.write("report.html", page.html().getBytes(StandardCharsets.UTF_8));
            terminal.out().println("Report: " + folder.path().resolve("report.html"));
        }
    }

    private static void verdict(VerdictTable table, List<VerdictRow> rows, List<String> below, Consumer<String> out) {
        if (!rows.isEmpty()) {
            table.lines(rows).forEach(out);
            out.accept("");
        }
        below.forEach(out);
    }

    private static VerdictRow row(RunResult result, RunFolder folder) {
        Catalog catalog = Catalog.load();
        Resolved resolved = Libraries.resolve(catalog.find(result.getParams().getParam("allocator")));
        Path csv = folder.timelines().resolve(TimelineFile.name(result.getParams(), 1, 1));
        List<Double> rss = Files.exists(csv) ? Sparkline.curve(Timeline.read(csv), CURVE_STEPS) : List.of();
        Function<String, OptionalDouble> figures = label -> {
            Result<?> metric = result.getSecondaryResults().get(label);
            return metric == null ? OptionalDouble.empty() : OptionalDouble.of(metric.getScore());
        };
        return VerdictRow.of(
                resolved.allocator().id(),
                resolved.version(),
                figures,
                rss,
                VerdictWhy.of(resolved.allocator(), catalog, figures));
    }

    private static void unavailable(List<Resolved> all, Consumer<String> out) {
        List<Resolved> missing = all.stream().filter(r -> !r.available()).toList();
        if (missing.isEmpty()) {
            return;
        }
        Map<String, List<String>> byReason = missing.stream()
                .collect(Collectors.groupingBy(
                        r -> r.whyNot().orElse(""),
                        LinkedHashMap::new,
                        Collectors.mapping(r -> r.allocator().id(), Collectors.toList())));
        byReason.forEach((reason, ids) -> wrapped("Not run: " + String.join(", ", ids) + ": " + reason + ".")
                .forEach(out));
        wrapped("To get them, build with a network (mvn package fetches them from Debian), install the library, or"
                        + " give its path: -p allocator=/path/lib.so")
                .forEach(out);
    }

    private static List<String> wrapped(String text) {
        return Text.wrap(text, VerdictText.WIDTH, 0);
    }
}
