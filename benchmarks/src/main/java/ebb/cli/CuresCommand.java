// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.allocator.Allocator;
import ebb.allocator.Catalog;
import ebb.allocator.Family;
import ebb.allocator.Resolved;
import ebb.base.EbbException;
import ebb.load.Scenarios;
import ebb.results.Metric;
import ebb.results.ResultRow;
import ebb.results.RowKey;
import ebb.results.RunData;
import ebb.run.Inputs;
import ebb.service.Services;
import ebb.verdict.CureReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Each allocator as it comes and with every setting and release call that the catalog knows of it: what each gives back, and
 * what it costs.
 *
 * <pre>{@code
 * java -jar benchmarks.jar cures -p allocator=mimalloc3
 * }</pre>
 */
@Command(
        name = CuresCommand.NAME,
        customSynopsis = {
            "java -jar benchmarks.jar cures [-p allocator=ID,..] [OPTIONS]",
            "java -jar benchmarks.jar cures RUN"
        },
        description = {
            "Measures each allocator as it comes and with every setting and release call that the catalog knows of it, in"
                    + " rounds, and says which is the cheapest that brings back nearly all that any of them does.",
            "-p allocator=ID,..: these alone. A family or an entry without settings stands for all its cures, an entry with"
                    + " settings for itself; each comes with the same library as it is (default: all). -p scenario=NAME:"
                    + " another burst (default: cures). -f: forks of each (default: 1).",
            "Exit code: 0 all is well, 1 a fork failed, 2 wrong usage, 130 interrupted."
        })
@SuppressWarnings("UnusedVariable") // picocli sets the fields
final class CuresCommand implements Callable<Exit> {
    static final String NAME = "cures";

    private static final String BENCHMARK = "^ebb\\.load\\.Burst\\.burst$";

    /** A fork has the turn until its last burst, for some 18 s of its 31: a third lane keeps it from being idle. */
    static final int LANES = 3;

    /** That of a service has all but what is live: its bursts may be of unlike work, so that their CPU times say nothing. */
    private static final List<String> NEEDED = Stream.of(
                    Metric.RETAINED,
                    Metric.RSS_BASE,
                    Metric.RSS_PEAK,
                    Metric.IDLE_LENGTH,
                    Metric.LIVE_PEAK,
                    Metric.CPU_USER,
                    Metric.CPU_SYS)
            .map(Metric::label)
            .toList();

    private final Terminal terminal;

    @Parameters(
            arity = "0..1",
            paramLabel = "RUN",
            description = "Says it of a run that has been made, from its folder; nothing is measured then.")
    private @Nullable Path run;

    @Mixin
    private ParameterOptions parameters;

    @Option(
            names = "--scenarios",
            paramLabel = "FILE.toml",
            description = "Adds the scenarios of a file; may be repeated.")
    private List<Path> scenarios = new ArrayList<>();

    @Mixin
    private InputFiles files;

    @Mixin
    private RunOptions options;

    @Spec
    private CommandSpec spec;

    CuresCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Exit call() {
        if (run != null) {
            Parsing.requireNoOptions(spec, run);
            return say(ofOneBurst(RunData.read(run)));
        }
        Map<String, String> chosen = parameters.of(NAME, List.of(RowKey.ALLOCATOR, Scenarios.PARAMETER));
        Catalog catalog = files.catalog();
        VerdictRun measured =
                new VerdictRun(catalog, wanted(catalog, chosen.get(RowKey.ALLOCATOR)), terminal, CureReport::of);
        List<String> arguments = List.of(
                BENCHMARK,
                "-f",
                Integer.toString(parameters.forks(1, RunOptions.MOST_FORKS)),
                "-p",
                measured.allocators(),
                "-p",
                Scenarios.PARAMETER + "=" + chosen.getOrDefault(Scenarios.PARAMETER, NAME));
        return measured.run(
                arguments,
                new Inputs(catalog, Scenarios.load(scenarios), Services.load(List.of())),
                options.launch(LANES));
    }

    /** @throws EbbException where the rows differ in more than the allocator, or are of no burst */
    private static RunData ofOneBurst(RunData data) {
        Set<RowKey> loads = new HashSet<>();
        for (ResultRow row : data.rows()) {
            loads.add(row.key().without(RowKey.ALLOCATOR));
            if (!row.metrics().keySet().containsAll(NEEDED)) {
                throw new EbbException(data.name() + " cannot be read by cures, since " + row.key()
                        + " has not all metrics of a burst; give the run of one scenario of Burst.");
            }
        }
        if (loads.size() > 1) {
            throw new EbbException(data.name() + " has " + loads.size()
                    + " loads, and cures says something of one: give the run of one scenario.");
        }
        return data;
    }

    private Exit say(RunData data) {
        CureReport report = CureReport.of(data);
        report.table(terminal.blocks(), terminal.colour()).forEach(terminal.out()::println);
        terminal.out().println();
        report.lines().forEach(terminal.out()::println);
        return Exit.OK;
    }

    /** @param names with commas; null for all */
    private static List<Resolved> wanted(Catalog catalog, @Nullable String names) {
        Set<Allocator> wanted = new LinkedHashSet<>();
        if (names == null) {
            plain(catalog).forEach(each -> wanted.addAll(withCures(catalog, each)));
        } else {
            List.of(names.split(",")).forEach(name -> wanted.addAll(group(catalog, name)));
        }
        List<Resolved> resolved = wanted.stream().map(catalog::resolve).toList();
        if (resolved.stream().noneMatch(Resolved::available)) {
            throw new EbbException("None of these allocators can run here; 'allocators' says why.");
        }
        return resolved;
    }

    /** What a name stands for. */
    private static List<Allocator> group(Catalog catalog, String name) {
        List<Allocator> ofFamily =
                catalog.all().stream().anyMatch(entry -> entry.id().equals(name))
                        ? List.of()
                        : plain(catalog).stream()
                                .filter(each -> Family.of(name).equals(Optional.of(each.family())))
                                .toList();
        if (!ofFamily.isEmpty()) {
            return ofFamily.stream()
                    .flatMap(each -> withCures(catalog, each).stream())
                    .toList();
        }
        Allocator found = catalog.find(name);
        if (found.settings().isEmpty()) {
            if (catalog.cures(name).isEmpty()) {
                throw new EbbException("The catalog has no cure of " + name
                        + ": describe its settings in a file, as docs/own.md says, and add that with --allocators.");
            }
            return withCures(catalog, found);
        }
        return plain(catalog).stream()
                .filter(each -> catalog.cures(each.id()).contains(found))
                .findFirst()
                .map(each -> List.of(each, found))
                .orElseThrow(() -> new EbbException("There is nothing to compare " + name
                        + " with: the catalog has no entry with its library alone, without settings."));
    }

    private static List<Allocator> withCures(Catalog catalog, Allocator plain) {
        List<Allocator> all = new ArrayList<>(List.of(plain));
        all.addAll(catalog.cures(plain.id()));
        return all;
    }

    /** The entries without settings that Ebb's own load can run on and that have cures. */
    private static List<Allocator> plain(Catalog catalog) {
        return catalog.all().stream()
                .filter(entry ->
                        entry.prefix().isEmpty() && !catalog.cures(entry.id()).isEmpty())
                .toList();
    }
}
