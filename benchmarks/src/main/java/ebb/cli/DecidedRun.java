// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.cli.UntilDecided.Judging;
import ebb.compare.Comparison;
import ebb.compare.Comparison.Format;
import ebb.compare.PooledRuns;
import ebb.results.RowKey;
import ebb.run.Row;
import ebb.run.RunPlan;
import java.io.PrintStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/**
 * A run that goes on until it is decided: against the accepted run of its machine, or each of its allocators against one of
 * them.
 *
 * <pre>{@code
 * java -jar benchmarks.jar Burst -p allocator=glibc,jemalloc --until-decided --base glibc --no-worse 5%
 * java -jar benchmarks.jar Burst -p allocator=jemalloc --until-decided --baseline
 * }</pre>
 */
final class DecidedRun {
    @Mixin
    private UntilDecided until = new UntilDecided();

    @Mixin
    private CompareOptions compare = new CompareOptions();

    @Option(names = "--baseline", description = "With --until-decided: against the accepted run of this machine.")
    private boolean baseline;

    @Option(
            names = "--base",
            paramLabel = "ID",
            description = "With --until-decided: each other allocator against this one.")
    private @Nullable String base;

    /**
     * Whether it is asked for.
     *
     * @param given what the command line has of this
     * @param counted whether it also says how many forks a row has
     * @throws EbbException where the options contradict each other
     */
    boolean isWanted(RunOptions run, ParseResult given, boolean counted) {
        if (!until.isWanted(run)) {
            CommandSpec.forAnnotatedObject(new DecidedRun()).options().stream()
                    .map(OptionSpec::longestName)
                    .filter(given::hasMatchedOption)
                    .findFirst()
                    .ifPresent(name -> {
                        throw new EbbException(name + " is for a run with --until-decided, or for compare.");
                    });
            return false;
        }
        compare.requireOneLook();
        if (baseline == (base != null)) {
            throw new EbbException("--until-decided needs one thing to decide against: --baseline, the accepted run of"
                    + " this machine, or --base ID, one of the allocators.");
        }
        if (counted) {
            throw new EbbException("-f and --until-decided both say how many forks a row has: leave out -f, and give"
                    + " the most with --max-forks N.");
        }
        return true;
    }

    /**
     * With all forks that there may be.
     *
     * @throws EbbException where no two rows can be compared
     */
    RunPlan plan(RunPlan asked) {
        Set<RowKey> rows = keys(asked);
        if (base != null && bases(rows).size() == rows.size()) {
            throw new EbbException("--base " + base + " has nothing to be compared with: name other allocators, too.");
        }
        if (base != null && bases(rows).isEmpty()) {
            throw new EbbException("--base " + base + " is none of the run's allocators: name it in -p allocator=.");
        }
        return until.plan(asked);
    }

    /** @param out gets a line a look */
    Judging looks(RunPlan plan, String machine, PrintStream out) {
        String id = base;
        if (id == null) {
            PooledRuns accepted = compare.baseline(machine);
            UntilDecided.requireEnough(accepted, keys(plan));
            return until.judging(
                    keys(plan),
                    compare.alpha(),
                    (now, level) -> compare.decide(accepted, now, level),
                    now -> compare.files(accepted.runs(), now),
                    cell -> true,
                    of -> of,
                    out);
        }
        Map<RowKey, RowKey> bases = bases(keys(plan));
        Set<RowKey> others = new LinkedHashSet<>(keys(plan));
        others.removeAll(bases.values());
        return until.judging(
                others,
                compare.alpha(),
                (now, level) -> compare.decideBy(now, id, level),
                now -> compare.files(List.of(), now),
                cell -> true,
                of -> of.stream()
                        .flatMap(
                                row -> Stream.of(row, Objects.requireNonNull(bases.get(row.without(RowKey.ALLOCATOR)))))
                        .collect(Collectors.toSet()),
                out);
    }

    private static Set<RowKey> keys(RunPlan plan) {
        return plan.rows().stream().map(Row::key).collect(Collectors.toSet());
    }

    private Map<RowKey, RowKey> bases(Set<RowKey> rows) {
        return rows.stream()
                .filter(row -> Objects.equals(base, row.params().get(RowKey.ALLOCATOR)))
                .collect(Collectors.toMap(row -> row.without(RowKey.ALLOCATOR), row -> row));
    }

    /** Prints what was decided. */
    Exit conclude(Judging judging, Terminal terminal, PrintStream out) {
        Comparison comparison = judging.comparison();
        out.println();
        out.println(terminal.shown(String.join("\n", comparison.lines(Format.text, false))));
        Set<RowKey> uncompared = judging.uncompared();
        uncompared.forEach(row -> out.println("Could not be compared: " + row.label()));
        if (comparison.hasRegression()) {
            return Exit.FAILED;
        }
        if (!comparison.isWhole() || !uncompared.isEmpty()) {
            return Exit.BAD_INPUT;
        }
        return comparison.isUndecided() ? Exit.UNDECIDED : compare.withoutRegression(comparison, terminal.err());
    }
}
