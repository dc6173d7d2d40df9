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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One side of a comparison: a run, or several put together.
 *
 * @param name as the user wrote it
 * @param rows one for each key, with the forks of all runs
 * @param runs what was read
 */
public record PooledRuns(String name, List<ResultRow> rows, List<RunData> runs) {
    public PooledRuns {
        rows = List.copyOf(rows);
        runs = List.copyOf(runs);
    }

    /**
     * Reads run folders or JSON files, separated by commas.
     *
     * @throws EbbException where one cannot be read, is named twice, or was run differently from the others
     */
    public static PooledRuns read(String argument) {
        return of(argument, paths(argument).stream().map(RunData::read).toList());
    }

    /** Only these rows. */
    public PooledRuns only(Set<RowKey> keys) {
        return new PooledRuns(
                name, rows.stream().filter(row -> keys.contains(row.key())).toList(), runs);
    }

    /** Without the forks of later rounds, and the rows that then have none. */
    public PooledRuns upTo(int round) {
        return new PooledRuns(
                name,
                rows.stream()
                        .filter(row -> row.rounds().stream().anyMatch(its -> its <= round))
                        .map(row -> row.upTo(round))
                        .toList(),
                runs);
    }

    /** Puts runs together: the forks and rounds of one run come before those of the next. */
    static PooledRuns of(String name, List<RunData> runs) {
        Map<RowKey, ResultRow> rows = new LinkedHashMap<>();
        int rounds = 0;
        for (RunData run : runs) {
            int before = rounds;
            for (ResultRow row : run.rows()) {
                List<Integer> later =
                        row.rounds().stream().map(round -> before + round).toList();
                rounds = Math.max(rounds, later.stream().mapToInt(i -> i).max().orElse(0));
                rows.merge(row.key(), row.in(later), (one, other) -> joined(run, one, other));
            }
        }
        return new PooledRuns(name, List.copyOf(rows.values()), runs);
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
        Map<String, Measured> metrics = new LinkedHashMap<>();
        one.metrics().forEach((name, metric) -> {
            Measured more = other.metrics().get(name);
            if (more != null && more.unit().equals(metric.unit())) {
                metrics.put(name, both(metric, more));
            }
        });
        return new ResultRow(
                one.key(),
                one.settings(),
                metrics,
                chainOfKnown(one.rounds(), other.rounds()),
                chainOfKnown(one.strata(), other.strata()),
                one.service());
    }

    private static Measured both(Measured one, Measured other) {
        List<List<Double>> raw = chain(one.raw(), other.raw());
        double sum =
                one.score() * one.raw().size() + other.score() * other.raw().size();
        return new Measured(one.unit(), sum / raw.size(), raw);
    }

    private static <T> List<T> chainOfKnown(List<T> one, List<T> other) {
        return one.isEmpty() || other.isEmpty() ? List.of() : chain(one, other);
    }

    private static <T> List<T> chain(List<T> one, List<T> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
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
