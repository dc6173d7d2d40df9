// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.base.EbbException;
import ebb.results.Measured;
import ebb.results.ResultRow;
import ebb.results.RowKey;
import ebb.results.RunData;
import ebb.results.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One side of a comparison: a run, or several put together.
 *
 * @param name as the user wrote it
 * @param rows one for each key, with the forks of all runs
 * @param survival likewise, also of rows without a fork that survived: see {@link RunData#survival}
 * @param runs what was read
 */
public record PooledRuns(String name, List<ResultRow> rows, List<ResultRow> survival, List<RunData> runs) {
    public PooledRuns {
        rows = List.copyOf(rows);
        survival = List.copyOf(survival);
        runs = List.copyOf(runs);
    }

    /** Where every fork has survived. */
    PooledRuns(String name, List<ResultRow> rows, List<RunData> runs) {
        this(name, rows, rows.stream().map(ResultRow::survival).toList(), runs);
    }

    /**
     * Reads run folders or JSON files, separated by commas.
     *
     * @throws EbbException where one cannot be read, is named twice, or was run differently from the others
     */
    public static PooledRuns read(String argument) {
        return of(argument, paths(argument).stream().map(RunData::readForks).toList());
    }

    /** Only these rows. */
    public PooledRuns only(Set<RowKey> keys) {
        return with(of -> of.filter(row -> keys.contains(row.key())));
    }

    /** Without the forks of later rounds, and the rows that then have none. */
    public PooledRuns upTo(int round) {
        return with(of -> of.flatMap(row -> row.of(its -> its <= round).stream()));
    }

    /** The rounds of all rows that have forks. */
    public List<RunFolder.Rounds> rounds() {
        return survival.stream()
                .map(row -> new RunFolder.Rounds(row.key(), row.rounds()))
                .toList();
    }

    /** Only the forks of these rounds. */
    public PooledRuns only(List<RunFolder.Rounds> wanted) {
        Map<RowKey, Set<Integer>> rounds = new HashMap<>();
        wanted.forEach(row -> rounds.put(row.row(), Set.copyOf(row.rounds())));
        return with(of -> of.flatMap(row -> row.of(rounds.getOrDefault(row.key(), Set.of())::contains).stream()));
    }

    private PooledRuns with(UnaryOperator<Stream<ResultRow>> change) {
        return new PooledRuns(
                name,
                change.apply(rows.stream()).toList(),
                change.apply(survival.stream()).toList(),
                runs);
    }

    /** Puts runs together: the forks and rounds of one run come before those of the next. */
    static PooledRuns of(String name, List<RunData> runs) {
        Map<RowKey, ResultRow> rows = new LinkedHashMap<>();
        Map<RowKey, ResultRow> survival = new LinkedHashMap<>();
        int rounds = 0;
        for (RunData run : runs) {
            List<ResultRow> forks = run.survival();
            add(run, run.rows(), rounds, rows);
            add(run, forks, rounds, survival);
            rounds += forks.stream()
                    .flatMap(row -> row.rounds().stream())
                    .mapToInt(round -> round)
                    .max()
                    .orElse(0);
        }
        return new PooledRuns(name, List.copyOf(rows.values()), List.copyOf(survival.values()), runs);
    }

    /** @param before rounds of the runs before this one */
    private static void add(RunData run, List<ResultRow> its, int before, Map<RowKey, ResultRow> to) {
        for (ResultRow row : its) {
            ResultRow later =
                    row.in(row.rounds().stream().map(round -> before + round).toList());
            to.merge(row.key(), later, (one, other) -> joined(run, one, other));
        }
    }

    /** The runs that have the row without this figure. */
    Stream<String> lacking(RowKey key, String metric) {
        return runs.stream()
                .filter(run -> run.rows().stream()
                        .anyMatch(row -> row.key().equals(key) && !row.metrics().containsKey(metric)))
                .map(run -> run.source().toString());
    }

    /**
     * The id of the machine on which all its runs were measured; empty where that is not known.
     *
     * @throws EbbException where they come from several machines
     */
    public Optional<String> machine() {
        return machine(false);
    }

    /** The ids of all machines that are known. */
    public List<String> machines() {
        return runs.stream().flatMap(run -> run.machine().stream()).distinct().toList();
    }

    /** The kinds of machines that its forks ran on, as far as that is known. */
    Set<String> strata() {
        return runs.stream()
                .flatMap(run -> run.environment().stream())
                .flatMap(environment -> environment.strata().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** @param allowSeveral whether several machines are named together instead of being refused */
    Optional<String> machine(boolean allowSeveral) {
        List<String> machines = machines();
        if (machines.size() > 1 && !allowSeveral) {
            throw new EbbException("The runs of " + name + " come from different machines ("
                    + String.join(", ", machines) + "); give those of one machine.");
        }
        boolean known = runs.stream().allMatch(run -> run.machine().isPresent());
        return known ? Optional.of(String.join(" and ", machines)) : Optional.empty();
    }

    private static ResultRow joined(RunData run, ResultRow one, ResultRow other) {
        List<String> differences = one.differences(other);
        if (!differences.isEmpty()) {
            throw new EbbException(run.source() + " ran " + other.key() + " differently (" + differences.get(0)
                    + "), so its forks cannot be put together with those before it.");
        }
        one.metrics().forEach((name, metric) -> {
            Measured more = other.metrics().get(name);
            if (more != null && !more.unit().equals(metric.unit())) {
                throw new EbbException(run.source() + " has " + name + " of " + other.key() + " in " + more.unit()
                        + ", and a run before it in " + metric.unit() + ", so they cannot be put together.");
            }
        });
        return one.and(other);
    }

    /** Each run once: named twice it would pass for twice the evidence. */
    private static List<Path> paths(String argument) {
        List<Path> paths = new ArrayList<>();
        List<Path> real = new ArrayList<>();
        try {
            for (String part : Files.exists(Path.of(argument)) ? List.of(argument) : List.of(argument.split(","))) {
                Path path = Path.of(part.strip());
                paths.add(path);
                Path run =
                        path.endsWith(RunFolder.RESULT) ? path.toAbsolutePath().resolveSibling("") : path;
                real.add(run.toRealPath());
            }
        } catch (IOException e) {
            throw new EbbException(paths.get(paths.size() - 1) + " does not exist; give a run folder or JMH's JSON.");
        }
        for (Path path : real) {
            if (Collections.frequency(real, path) > 1) {
                throw new EbbException(path + " is named twice in " + argument + "; name each run once.");
            }
        }
        return paths;
    }
}
