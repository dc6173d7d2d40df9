// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.allocator.Allocator;
import ebb.allocator.Catalog;
import ebb.allocator.Resolved;
import ebb.base.EbbException;
import ebb.base.Text;
import ebb.report.Reports;
import ebb.results.RowKey;
import ebb.results.RunData;
import ebb.results.RunFolder;
import ebb.run.Inputs;
import ebb.run.MachineLock;
import ebb.run.Run;
import ebb.run.RunPlan;
import ebb.run.RunPlan.Launch;
import ebb.verdict.Told;
import ebb.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * A run whose verdict is printed and kept, with a line of progress meanwhile.
 *
 * @param wanted the allocators, also those that cannot run here
 * @param words what is said of the run
 */
record VerdictRun(Catalog catalog, List<Resolved> wanted, Terminal terminal, Function<RunData, Told> words) {
    /** One that says who gave memory back, and why the others did not. */
    VerdictRun(Catalog catalog, List<Resolved> wanted, Terminal terminal) {
        this(catalog, wanted, terminal, run -> Verdict.of(run, catalog));
    }

    /**
     * On those of the catalog that are for a quick look.
     *
     * @param fits of them, those that the load can run on
     * @throws EbbException where none of them can run here
     */
    static VerdictRun ofQuickList(Catalog catalog, Terminal terminal, Predicate<Allocator> fits) {
        List<Resolved> quick =
                catalog.quick().stream().filter(fits).map(catalog::resolve).toList();
        if (quick.stream().noneMatch(Resolved::available)) {
            throw new EbbException("No allocator of the catalog can run here; 'allocators' says why.");
        }
        return new VerdictRun(catalog, quick, terminal);
    }

    /**
     * On these, each of which must be able to run.
     *
     * @throws EbbException where one is unknown
     */
    static VerdictRun of(List<String> ids, Catalog catalog, Terminal terminal) {
        return new VerdictRun(
                catalog,
                ids.stream().map(id -> catalog.resolve(catalog.find(id))).toList(),
                terminal);
    }

    /** Those that can run, as the value of JMH's -p. */
    String allocators() {
        return wanted.stream()
                .filter(Resolved::available)
                .map(r -> r.allocator().id())
                .collect(Collectors.joining(",", RowKey.ALLOCATOR + "=", ""));
    }

    /**
     * Runs, prints and keeps.
     *
     * @param arguments JMH's
     */
    Exit run(List<String> arguments, Inputs inputs, Launch launch) {
        RunPlan plan = RunPlan.of(
                arguments, inputs, OutputFormatFactory.createFormatInstance(terminal.err(), VerboseMode.SILENT));
        try (MachineLock lock = MachineLock.take();
                Run run = plan.start(launch)) {
            return measure(run);
        }
    }

    private Exit measure(Run run) {
        try (Progress progress = new Progress(terminal)) {
            Run.Report report = run.all(progress);
            show(report, run.folder());
            return report.failures().isEmpty() && !report.stopped() ? Exit.OK : Exit.FAILED;
        } catch (EbbException e) {
            terminal.err().println(e);
            return Exit.FAILED;
        }
    }

    private void show(Run.Report report, RunFolder folder) {
        Optional<RunData> run =
                report.results().isEmpty() ? Optional.empty() : Optional.of(RunData.read(folder.path()));
        Optional<Told> verdict = run.map(words);
        List<String> below = new ArrayList<>(verdict.map(Told::lines).orElse(List.of()));
        report.kills().forEach(fork -> below.addAll(wrapped("Survived = no: " + fork.text())));
        report.failures()
                .forEach(failure -> below.addAll(
                        wrapped(failure.plan().row().param(RowKey.ALLOCATOR) + " failed: " + failure.failure())));
        unavailable(below::add);

        StringBuilder kept = new StringBuilder();
        print(
                verdict.map(found -> found.table(true, false)),
                below,
                line -> kept.append(line).append('\n'));
        folder.write("verdict.txt", kept.toString().getBytes(StandardCharsets.UTF_8));
        print(verdict.map(found -> found.table(terminal.blocks(), terminal.colour())), below, terminal.out()::println);
        terminal.out().println("Results: " + folder.path());
        if (run.isPresent()) {
            Reports page = Reports.read(List.of(run.get()), catalog, null);
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

    private void unavailable(Consumer<String> out) {
        List<Resolved> missing = wanted.stream().filter(r -> !r.available()).toList();
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
        return Text.wrap(text, Told.WIDTH, 0);
    }
}
