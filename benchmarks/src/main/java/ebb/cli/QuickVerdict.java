// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.allocator.Catalog;
import ebb.allocator.Resolved;
import ebb.base.EbbException;
import ebb.base.Text;
import ebb.load.Scenarios;
import ebb.report.Reports;
import ebb.results.RowKey;
import ebb.results.RunData;
import ebb.results.RunFolder;
import ebb.run.MachineLock;
import ebb.run.Run;
import ebb.run.RunPlan;
import ebb.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A burst under each available allocator, and who gave the memory back: what Ebb does without arguments. */
@Command(name = QuickVerdict.NAME, hidden = true)
final class QuickVerdict implements Callable<Exit> {
    /** Only the parser uses it. */
    static final String NAME = "verdict";

    private static final String BENCHMARK = "^ebb\\.load\\.Burst\\.burst$";
    private static final String SCENARIO = "quick";

    /** A quick burst takes seconds: a fork that hangs in it need not be given JMH's ten minutes. */
    private static final String TIMEOUT = "120s";

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
        Catalog catalog = files.catalog();
        List<Resolved> all = catalog.quick().stream().map(catalog::resolve).toList();
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
                RowKey.ALLOCATOR + "=" + ids,
                "-p",
                Scenarios.PARAMETER + "=" + SCENARIO,
                "-prof",
                "rss:why=true");
        RunPlan plan = RunPlan.of(
                arguments,
                catalog,
                Scenarios.load(List.of()),
                OutputFormatFactory.createFormatInstance(terminal.err(), VerboseMode.SILENT));
        try (MachineLock lock = MachineLock.take();
                Run run = plan.start(options.launch())) {
            return measure(run, catalog, all);
        }
    }

    private Exit measure(Run run, Catalog catalog, List<Resolved> all) {
        try (Progress progress = new Progress(terminal)) {
            Run.Report report = run.all(progress);
            show(report, catalog, all, run.folder());
            return report.failures().isEmpty() && !report.stopped() ? Exit.OK : Exit.FAILED;
        } catch (EbbException e) {
            terminal.err().println(e);
            return Exit.FAILED;
        }
    }

    private void show(Run.Report report, Catalog catalog, List<Resolved> all, RunFolder folder) {
        Optional<Verdict> verdict = report.results().isEmpty()
                ? Optional.empty()
                : Optional.of(Verdict.of(RunData.read(folder.path()), catalog));
        List<String> below = new ArrayList<>(verdict.map(Verdict::lines).orElse(List.of()));
        report.failures()
                .forEach(failure -> below.addAll(
                        wrapped(failure.plan().row().param(RowKey.ALLOCATOR) + " failed: " + failure.failure())));
        unavailable(all, below::add);

        StringBuilder kept = new StringBuilder();
        print(
                verdict.map(found -> found.table(true, false)),
                below,
                line -> kept.append(line).append('\n'));
        folder.write("verdict.txt", kept.toString().getBytes(StandardCharsets.UTF_8));
        print(verdict.map(found -> found.table(terminal.blocks(), terminal.colour())), below, terminal.out()::println);
        terminal.out().println("Results: " + folder.path());
        if (verdict.isPresent()) {
            Reports page = Reports.read(List.of(folder.path()), catalog, null);
            folder.write("report.html", page.html().getBytes(StandardCharsets.UTF_8));
            terminal.out().println("Report: " + folder.path().resolve("report.html"));
        }
    }

    private static void print(Optional<List<String>> table, List<String> below, Consumer<String> out) {
        table.ifPresent(lines -> {
            lines.forEach(out);
            out.accept("");
        });
        below.forEach(out);
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
        return Text.wrap(text, Verdict.WIDTH, 0);
    }
}
