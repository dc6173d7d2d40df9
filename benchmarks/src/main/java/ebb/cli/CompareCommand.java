// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.compare.Comparison;
import ebb.compare.Comparison.Format;
import ebb.compare.Export;
import ebb.compare.PooledRuns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Did it get worse? Compares every metric of every row of a run with another run, or, within one run, every allocator with
 * one of them.
 *
 * <pre>{@code
 * java -jar benchmarks.jar compare results/runs/before results/runs/after
 * java -jar benchmarks.jar compare results/runs/after --baseline --only-changed
 * java -jar benchmarks.jar compare results/runs/after --by allocator --base glibc --metric rss.retained
 * }</pre>
 */
@Command(
        name = "compare",
        customSynopsis = {
            "java -jar benchmarks.jar compare [OPTIONS] BASE NEW",
            "       java -jar benchmarks.jar compare [OPTIONS] NEW --baseline",
            "       java -jar benchmarks.jar compare [OPTIONS] RUN --by PARAM --base VALUE"
        },
        description = {
            "Says what got worse, better or neither, from the forks of two runs.",
            "Exit code: 0 no regression, 1 a regression, 2 wrong usage or data that cannot be compared,"
                    + " 3 with --no-worse: no regression, but not everything is shown to be no worse."
        })
final class CompareCommand implements Callable<Exit> {
    /** What happens about rows that the new side lacks. */
    enum Missing {
        report,
        fail
    }

    /** @param now the new side, or the one whose values of a parameter were compared */
    private record Compared(PooledRuns now, Comparison comparison) {}

    private final Terminal terminal;

    @Mixin
    private CompareOptions options;

    @Parameters(
            arity = "1..2",
            paramLabel = "RUN",
            description = "Run folders or JMH's JSON files; several, separated by commas, are one side.")
    private List<String> runs = new ArrayList<>();

    @Option(names = "--baseline", description = "The base is the accepted run of NEW's machine.")
    private boolean baseline;

    @Option(names = "--by", paramLabel = "PARAM", description = "Compares the values of a parameter within one run.")
    private @Nullable String by;

    @Option(names = "--base", paramLabel = "VALUE", description = "The value with which the others are compared.")
    private @Nullable String base;

    private Format format = Format.text;
    private Optional<Export.Format> export = Optional.empty();

    @Option(names = "--only-changed", description = "Leaves out rows that show no change.")
    private boolean onlyChanged;

    @Option(
            names = "--missing",
            paramLabel = "report|fail",
            description = "Whether rows or metrics that NEW lacks count as a regression. (default: report)")
    private Missing missing = Missing.report;

    @Option(
            names = "-rf",
            paramLabel = "FORMAT",
            description = "text, md, csv or json; or NEW's figures with what was found of them, as bencher, gha or"
                    + " openmetrics. (default: text)")
    void format(String name) {
        export = Export.Format.named(name);
        if (export.isEmpty()) {
            List<String> names = Stream.concat(Arrays.stream(Format.values()), Arrays.stream(Export.Format.values()))
                    .map(Enum::name)
                    .toList();
            format = Arrays.stream(Format.values())
                    .filter(each -> each.name().equals(name.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new EbbException(
                            "-rf " + name + " is none of the formats " + String.join(", ", names) + "."));
        }
    }

    CompareCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Exit call() {
        Compared compared = compared();
        Comparison comparison = compared.comparison();
        terminal.out()
                .print(terminal.shown(export.map(
                                its -> Export.text(compared.now(), comparison, options.selection(), onlyChanged, its))
                        .orElseGet(() -> String.join("\n", comparison.lines(format, onlyChanged)) + "\n")));
        return code(comparison);
    }

    private Compared compared() {
        if (by != null || base != null) {
            if (by == null || base == null || baseline || runs.size() != 1) {
                throw new EbbException(
                        "--by PARAM and --base VALUE compare within one run: give both, and one RUN, as in"
                                + " compare RUN --by allocator --base glibc.");
            }
            PooledRuns side = PooledRuns.read(runs.get(0));
            return new Compared(side, options.by(side, by, base));
        }
        if (runs.size() != (baseline ? 1 : 2)) {
            throw new EbbException(
                    baseline
                            ? "--baseline is the base: give one RUN with it, as in compare NEW --baseline."
                            : "compare needs two runs, BASE and NEW; or one, with --baseline or --by.");
        }
        if (baseline) {
            PooledRuns now = PooledRuns.read(runs.get(0));
            return new Compared(now, options.compare(options.baseline(now), now));
        }
        List<PooledRuns> sides = read(runs);
        return new Compared(sides.get(1), options.compare(sides.get(0), sides.get(1)));
    }

    /** At the same time: reading large results takes longer than comparing them. */
    private static List<PooledRuns> read(List<String> runs) {
        List<CompletableFuture<PooledRuns>> reading = runs.stream()
                .map(run -> CompletableFuture.supplyAsync(() -> PooledRuns.read(run)))
                .toList();
        return reading.stream().map(CompletableFuture::join).toList();
    }

    private Exit code(Comparison comparison) {
        if (comparison.hasRegression() || (missing == Missing.fail && comparison.isMissingSomething())) {
            return Exit.FAILED;
        }
        return comparison.isWhole() && options.wantsNoWorse() && comparison.isUndecided()
                ? Exit.UNDECIDED
                : options.withoutRegression(comparison, terminal.err());
    }
}
