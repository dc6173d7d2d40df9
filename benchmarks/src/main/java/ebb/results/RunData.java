// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import ebb.base.EbbException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A run that was kept: its rows, and the environment in which they were measured.
 *
 * @param source the run folder, or a JSON file
 * @param rows at least one, but for {@link #readForks}
 * @param environment empty for a JSON file of JMH's alone
 */
public record RunData(Path source, List<ResultRow> rows, Optional<Environment> environment) {
    static final String ADVICE = "give another run";

    public RunData {
        rows = List.copyOf(rows);
    }

    /**
     * Reads a run folder, or a file of JMH's JSON; where that is a run folder's, with what lies beside it.
     *
     * @throws EbbException naming the file and what is wrong with it
     */
    public static RunData read(Path path) {
        return read(path, false);
    }

    /**
     * The same also of a run that has no figures because all of its forks were killed by their limit, which is their result.
     */
    public static RunData readForks(Path path) {
        return read(path, true);
    }

    private static RunData read(Path path, boolean killed) {
        if (Files.isDirectory(path)) {
            return folder(path, path, killed);
        }
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null && path.endsWith(RunFolder.RESULT) && Files.exists(parent.resolve(RunFolder.ENVIRONMENT))) {
            return folder(parent, path, killed);
        }
        return new RunData(path, ResultFile.read(path), Optional.empty());
    }

    /**
     * Reads several, as a shell's pattern names them: one that was interrupted, or is damaged, does not keep the others
     * from being read.
     *
     * @param note gets a sentence about each that is left out
     * @return at least one, in the order of the paths
     * @throws EbbException where none can be read
     */
    public static List<RunData> readAll(List<Path> paths, Consumer<String> note) {
        List<RunData> runs = new ArrayList<>();
        List<EbbException> faults = new ArrayList<>();
        Set<Path> read = new HashSet<>();
        for (Path path : paths) {
            try {
                RunData run = read(path);
                if (read.add(run.isAlone() ? path.toAbsolutePath().normalize() : run.folder())) {
                    runs.add(run);
                } else {
                    note.accept("Left out: " + path + " is named twice.");
                }
            } catch (EbbException e) {
                faults.add(e);
            }
        }
        if (runs.isEmpty()) {
            throw faults.size() == 1
                    ? faults.get(0)
                    : new EbbException(
                            "None of the " + faults.size() + " runs can be read; of the first: " + faults.get(0));
        }
        faults.forEach(fault -> note.accept("Left out: " + fault));
        return runs;
    }

    private static RunData folder(Path folder, Path named, boolean killed) {
        Path result = folder.resolve(RunFolder.RESULT);
        if (!Files.exists(result)) {
            throw new EbbException(folder + " has no " + RunFolder.RESULT + ": it is no run folder, or that run has not"
                    + " ended (a run is continued with --resume " + folder + ").");
        }
        Path file = folder.resolve(RunFolder.ENVIRONMENT);
        Optional<Environment> environment =
                Files.exists(file) ? Optional.of(Environment.read(file, ADVICE)) : Optional.empty();
        List<UsedService> services =
                environment.flatMap(all -> Optional.ofNullable(all.services())).orElse(List.of());
        boolean none = killed && !RunFolder.kills(folder).isEmpty() && ResultFile.isEmpty(result);
        List<ResultRow> read = none ? List.of() : ResultFile.read(result);
        List<ResultRow> rows = withRounds(folder, read).stream()
                .map(row ->
                        environment.map(all -> row.on(strata(folder, all, row))).orElse(row))
                .map(row -> row.of(services))
                .toList();
        return new RunData(named, rows, environment);
    }

    /** That of each fork. */
    private static List<String> strata(Path folder, Environment environment, ResultRow row) {
        List<Environment.MergedShard> shards = environment.shards();
        if (shards == null) {
            return Collections.nCopies(row.forks(), environment.machine().id());
        }
        List<String> strata = row.rounds().stream()
                .flatMap(round ->
                        shards.stream().filter(one -> one.shard().has(round)).map(Environment.MergedShard::stratum))
                .toList();
        if (strata.size() != row.forks()) {
            throw new EbbException(folder + " was merged of shards, and " + RunFolder.ROUNDS + " or "
                    + RunFolder.ENVIRONMENT + " do not say which of them ran each fork of " + row.key()
                    + ": merge them again.");
        }
        return strata;
    }

    private static List<ResultRow> withRounds(Path folder, List<ResultRow> rows) {
        Map<RowKey, List<Integer>> rounds = new HashMap<>();
        RunFolder.rounds(folder).forEach(of -> rounds.put(of.row(), of.rounds()));
        return rows.stream()
                .map(row -> {
                    List<Integer> its = rounds.getOrDefault(row.key(), List.of());
                    if (!its.isEmpty() && its.size() != row.forks()) {
                        throw new EbbException(folder.resolve(RunFolder.ROUNDS) + " names " + its.size() + " forks of "
                                + row.key() + ", and " + RunFolder.RESULT + " has " + row.forks() + "; " + ADVICE
                                + ".");
                    }
                    return row.in(its);
                })
                .toList();
    }

    /** The folder in which the run lies. */
    public Path folder() {
        Path absolute = source.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        return Files.isDirectory(absolute) || parent == null ? absolute : parent;
    }

    /** The files that say how its forks have ended. */
    public List<Path> judgedBy() {
        return isAlone()
                ? List.of(source)
                : Stream.of(RunFolder.RESULT, RunFolder.ROUNDS, RunFolder.KILLS)
                        .map((Files.isDirectory(source) ? source : folder())::resolve)
                        .filter(Files::exists)
                        .toList();
    }

    /** The run folder's name, or the file's. */
    public String name() {
        Path named = source.endsWith(RunFolder.RESULT)
                ? folder()
                : source.toAbsolutePath().normalize();
        return String.valueOf(named.getFileName());
    }

    /** The id of the machine that ran it; empty where that is not known. */
    public Optional<String> machine() {
        return environment.map(all -> all.machine().id());
    }

    /** The allocators that it was started with; none where that is not known. */
    public List<UsedAllocator> allocators() {
        return environment.map(Environment::allocators).orElse(List.of());
    }

    /** @throws EbbException where the run does not say how it was started */
    public List<String> commandLine() {
        return environment
                .flatMap(all -> Optional.ofNullable(all.invocation().commandLine()))
                .orElseThrow(() -> new EbbException(
                        source + " does not record its command line, so it cannot be run again: give a run folder."));
    }

    /** What the run says about the allocator with this id. */
    public UsedAllocator allocator(String id) {
        return allocators().stream()
                .filter(allocator -> allocator.id().equals(id))
                .findFirst()
                .orElseGet(() -> UsedAllocator.unknown(id));
    }

    /** A row's files in a folder of the run, in the order of its forks: each fork's last iteration. */
    public List<Path> files(String folder, ResultRow row, String ending) {
        return isAlone()
                ? List.of()
                : IterationNames.lastOfEachFork(folder().resolve(folder), row.key(), row.rounds(), ending);
    }

    /** Whether this is a result file alone: what lies beside it belongs to other runs. */
    private boolean isAlone() {
        return environment.isEmpty() && !Files.isDirectory(source);
    }

    /** The forks that gave no result; none where that is not known. */
    public List<RunFolder.Failure> failures() {
        return environment.isPresent() ? RunFolder.failures(folder()) : List.of();
    }

    /**
     * Of each row, also where no fork is left, {@link Metric#SURVIVED} of every fork that has ended well or was ended by its
     * limit.
     */
    public List<ResultRow> survival() {
        Map<RowKey, List<Integer>> killed = new LinkedHashMap<>();
        kills().stream()
                .filter(kill -> !kill.warmup())
                .forEach(kill -> killed.computeIfAbsent(kill.row(), any -> new ArrayList<>())
                        .add(kill.fork()));
        Map<RowKey, ResultRow> all = new LinkedHashMap<>();
        rows.forEach(row -> all.put(row.key(), row.survival()));
        killed.forEach((key, forks) -> {
            ResultRow dead = ResultRow.killed(key, forks);
            ResultRow on = environment
                    .map(whole -> dead.on(strata(folder(), whole, dead)))
                    .orElse(dead);
            all.merge(key, on, ResultRow::and);
        });
        return List.copyOf(all.values());
    }

    /** Its rows, before them {@link Metric#SURVIVED} of each that has lost a fork. */
    public List<ResultRow> withLosses() {
        Set<RowKey> killed = kills().stream()
                .filter(kill -> !kill.warmup())
                .map(NotSurvived::row)
                .collect(Collectors.toSet());
        return Stream.concat(survival().stream().filter(row -> killed.contains(row.key())), rows.stream())
                .toList();
    }

    /** The forks that their memory limit has ended, which is their result. */
    public List<NotSurvived> kills() {
        return environment.isPresent() ? RunFolder.kills(folder()) : List.of();
    }
}
