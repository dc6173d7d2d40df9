// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.compare.Comparison;
import ebb.compare.Comparison.RowMetric;
import ebb.compare.Decisions;
import ebb.compare.PooledRuns;
import ebb.results.ResultRow;
import ebb.results.RowKey;
import ebb.results.RunFolder;
import ebb.run.Looks;
import ebb.run.RunPlan;
import ebb.run.Sameness;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Forks as many as it takes: the options, and the looks that decide how many. */
final class UntilDecided {
    private static final String WANTED = "--until-decided";
    private static final String MOST = "--max-forks";
    private static final int USUAL = 40;
    private static final int LEAST_OF_BASE = Decisions.FIRST;

    @Option(
            names = WANTED,
            description =
                    "Adds forks in rounds, to 5, 10, 20, 40 a row, until each row that is judged is worse, better or"
                            + " no worse; by the limits of --no-worse, or the rows' own. Exit code 3: not all are at"
                            + " --max-forks.")
    private boolean wanted;

    private @Nullable Integer most;

    @Option(
            names = MOST,
            paramLabel = "N",
            description =
                    "The forks of a row with which --until-decided stops: 5, 10, 20, 40, 80, ... (default: 40). With"
                            + " --resume RUN it may be more than before.")
    void most(String value) {
        if (!value.matches("\\d{1,4}")) {
            throw new EbbException(MOST + " " + value + " is not a number of forks.");
        }
        most = RunOptions.forks(MOST, Integer.parseInt(value));
        var unused = Decisions.looks(most);
    }

    /** @throws EbbException where only the other option is given, or the run's order has no rounds */
    boolean isWanted(RunOptions run) {
        if (!wanted && most != null) {
            throw new EbbException(MOST + " is for " + WANTED + ": give both.");
        }
        if (wanted) {
            run.requireWhole(WANTED);
            run.requireRounds(WANTED);
        }
        return wanted;
    }

    /** The plan with all the forks that there may be. */
    RunPlan plan(RunPlan plan) {
        return plan.with(rows -> rows.map(row -> row.times(most())));
    }

    private int most() {
        return most == null ? USUAL : most;
    }

    /** The command line of a run that is resumed with more forks than before; unchanged where those are not asked for. */
    static List<String> grown(List<String> before, List<String> given) {
        boolean alone = given.size() == 1 && given.get(0).startsWith(MOST + "=");
        boolean more = alone || (given.size() == 2 && given.get(0).equals(MOST));
        if (!more || !before.contains(WANTED)) {
            return before;
        }
        List<String> command = new ArrayList<>(before);
        int place = command.indexOf(MOST);
        if (place >= 0) {
            command.subList(place, place + 2).clear();
        }
        command.removeIf(argument -> argument.startsWith(MOST + "="));
        command.addAll(given);
        return command;
    }

    /** @throws EbbException where the base has too few forks, so that nothing would ever be decided */
    static void requireEnough(PooledRuns base, Set<RowKey> rows) {
        List<ResultRow> common =
                base.survival().stream().filter(row -> rows.contains(row.key())).toList();
        if (common.isEmpty()) {
            throw new EbbException(base.name() + " has none of these rows, so nothing could be decided.");
        }
        // Forks that did not survive their limit have no figure but that; a row of which all did not is decided by it
        // alone.
        Stream.concat(common.stream(), base.rows().stream().filter(row -> rows.contains(row.key())))
                .filter(row -> row.forks() < LEAST_OF_BASE)
                .findFirst()
                .ifPresent(row -> {
                    throw new EbbException(base.name() + " has " + row.forks() + " forks of " + row.key()
                            + " that have figures: with fewer than " + LEAST_OF_BASE
                            + " nothing is ever decided, however"
                            + " many are added to the other side.");
                });
    }

    /** Compares what is measured so far, at a level. */
    interface AtLevel {
        Comparison compare(PooledRuns now, double level);
    }

    /**
     * @param rows that are to be decided
     * @param by SHA-256 of the files by which a side is judged
     * @param wanted what is to be decided of them
     * @param together adds to rows those that must have forks of the same rounds
     * @param out gets a line a look
     */
    Judging judging(
            Set<RowKey> rows,
            double alpha,
            AtLevel comparing,
            Function<PooledRuns, Map<String, String>> by,
            Predicate<RowMetric> wanted,
            UnaryOperator<Set<RowKey>> together,
            PrintStream out) {
        return new Judging(rows, Decisions.looks(most()), new Decisions(alpha, wanted), comparing, by, together, out);
    }

    /** Looks at a run, and knows in the end what was decided. */
    static final class Judging implements Looks {
        private final Set<RowKey> rows;
        private final List<Integer> after;
        private final Decisions decisions;
        private final AtLevel comparing;
        private final Function<PooledRuns, Map<String, String>> by;
        private final UnaryOperator<Set<RowKey>> together;
        private final PrintStream out;
        private @Nullable EbbException fault;

        private Judging(
                Set<RowKey> rows,
                List<Integer> after,
                Decisions decisions,
                AtLevel comparing,
                Function<PooledRuns, Map<String, String>> by,
                UnaryOperator<Set<RowKey>> together,
                PrintStream out) {
            this.rows = rows;
            this.after = after;
            this.decisions = decisions;
            this.comparing = comparing;
            this.by = by;
            this.together = together;
            this.out = out;
        }

        @Override
        public List<Integer> after() {
            return after;
        }

        @Override
        public Set<RowKey> open(RunFolder folder, int forks) {
            Set<RowKey> open;
            try {
                PooledRuns so = seen(
                        folder, forks, PooledRuns.read(folder.path().toString()).upTo(forks));
                open = decisions.look(forks, comparing.compare(so, decisions.level()));
            } catch (EbbException e) { // the forks are as good as ever, and nothing got worse: no failure of the run
                fault = e;
                return Set.of();
            }
            String undecided = open.size() + (open.size() == 1 ? " row is" : " rows are") + " undecided";
            if (open.isEmpty()) {
                int uncompared = uncompared().size();
                String decided = uncompared == 0
                        ? "every row is decided"
                        : "every row that can be compared is decided; " + uncompared + " cannot be";
                out.println("# After " + forks + " forks "
                        + (!comparison().isWhole()
                                ? "all that can be compared is decided; what cannot be stands below"
                                : comparison().whyNothingIsJudged().isPresent() ? "nothing can be judged" : decided));
            } else if (after.contains(2 * forks)) {
                out.println("# After " + forks + " forks " + undecided + ", to be looked at again after " + 2 * forks);
            } else {
                out.println("# After " + forks + " forks " + undecided + "; --resume " + folder.path() + " " + MOST
                        + " " + 2 * forks + " goes on");
            }
            return together.apply(open);
        }

        /** What this look saw when it was first taken; all, where it is that now, and is kept. */
        private PooledRuns seen(RunFolder folder, int forks, PooledRuns all) {
            Map<String, String> files = by.apply(all);
            List<RunFolder.Look> looks = new ArrayList<>(folder.looks());
            looks.forEach(look -> Sameness.requireFiles(folder, look.by(), files));
            Optional<RunFolder.Look> before =
                    looks.stream().filter(look -> look.forks() == forks).findFirst();
            if (before.isEmpty()) {
                looks.add(new RunFolder.Look(forks, files, all.rounds()));
                folder.writeLooks(looks);
            }
            return before.map(look -> all.only(look.seen())).orElse(all);
        }

        /** @throws EbbException where a look could not compare */
        Comparison comparison() {
            if (fault != null) {
                throw fault;
            }
            return decisions.comparison();
        }

        /** The rows of which nothing could be compared, as where the other side has none or no fork survived its limit. */
        Set<RowKey> uncompared() {
            Set<RowKey> left = new LinkedHashSet<>(rows);
            left.removeAll(comparison().rows());
            return left;
        }
    }
}
