// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import ebb.base.EbbException;
import ebb.base.Sha256;
import ebb.results.Environment.MergedShard;
import ebb.results.Environment.Part;
import ebb.results.RunFolder.Failure;
import ebb.results.RunFolder.Rounds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The shards of one run, checked: of one plan, seed and Ebb, each there once and whole. What is lacking where that is allowed
 * is a sentence.
 */
final class Shards {
    /**
     * @param rows in the order of its file
     * @param environment with its part of the run
     */
    record Found(
            Path folder,
            List<Rounds> rows,
            List<Failure> failures,
            List<NotSurvived> kills,
            Environment environment,
            Part part) {
        Shard shard() {
            return part.shard();
        }

        String name() {
            return "Shard " + part.shard() + " in " + folder;
        }

        int forks() {
            long failed = failures.stream().filter(fork -> !fork.warmup()).count();
            long killed = kills.stream().filter(fork -> !fork.warmup()).count();
            return (int) (failed + killed)
                    + rows.stream().mapToInt(row -> row.rounds().size()).sum();
        }

        /** A sentence; empty where none has failed. */
        String failed() {
            long failed = failures.stream().filter(fork -> !fork.warmup()).count();
            return failed == 0
                    ? ""
                    : (failed == 1 ? "1 fork of Shard " : failed + " forks of Shard ") + part.shard()
                            + " failed: --resume " + folder + " runs "
                            + (failed == 1 ? "it" : "them") + " again.";
        }

        List<Integer> rounds() {
            return rows.stream()
                    .flatMap(row -> row.rounds().stream())
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    /** That are in memory with all that they have. */
    private static final int AT_A_TIME = 4;

    private final List<Found> found;
    private final List<String> notes;

    private Shards(List<Found> found, List<String> notes) {
        this.found = found;
        this.notes = notes;
    }

    /**
     * @param partial whether shards may be missing or have forks to come
     * @throws EbbException naming what does not belong together, is missing, is there twice or has not ended
     */
    static Shards read(List<Path> folders, boolean partial) {
        List<String> notes = new ArrayList<>();
        List<Found> found = new ArrayList<>();
        Set<Integer> leftOut = new HashSet<>();
        Map<RowKey, First> firsts = new HashMap<>();
        for (int i = 0; i < folders.size(); i += AT_A_TIME) { // all of them would be several times their text
            List<Given> some = folders.subList(i, Math.min(folders.size(), i + AT_A_TIME)).parallelStream()
                    .map(folder -> given(folder, partial))
                    .toList();
            for (Given one : some) {
                if (one.lack() == null) {
                    found.add(one.found(firsts));
                } else {
                    leftOut.add(one.part().shard().number());
                    notes.add("Partial: Shard " + one.part().shard() + " is left out: " + one.lack());
                }
            }
        }
        if (found.isEmpty()) {
            throw new EbbException("None of these shards has a result: " + String.join(" ", notes));
        }
        found.sort(Comparator.comparingInt(one -> one.shard().number()));
        found.forEach(one -> requireSame(found.get(0), one));
        for (int i = 1; i < found.size(); i++) {
            requireAnother(found.get(i - 1), found.get(i));
        }
        found.forEach(Shards::requireOwnRounds);
        lacks(found, leftOut).forEach(lack -> {
            if (!partial) {
                throw new EbbException(lack + ", or merge what is there with --partial.");
            }
            notes.add("Partial: " + lack + ".");
        });
        found.stream().map(Found::failed).filter(words -> !words.isEmpty()).forEach(notes::add);
        return new Shards(found, notes);
    }

    List<Found> found() {
        return found;
    }

    /** A shard as it was read; with why it has no rows where that is so. */
    private record Given(
            Path folder,
            Environment environment,
            Part part,
            List<ResultRow> rows,
            @Nullable EbbException lack) {
        Found found(Map<RowKey, First> firsts) {
            List<Rounds> all = rows.stream()
                    .map(row -> new Rounds(known(row, folder, firsts), row.rounds()))
                    .toList();
            return new Found(folder, all, RunFolder.failures(folder), RunFolder.kills(folder), environment, part);
        }
    }

    private static Given given(Path folder, boolean partial) {
        Path file = folder.resolve(RunFolder.ENVIRONMENT);
        if (!Files.exists(file)) {
            throw new EbbException(
                    folder + " is no run folder (it has no environment.json): give those that runs with --shard made.");
        }
        Environment environment = Environment.read(file, RunData.ADVICE);
        Part part = environment.invocation().part();
        if (part == null) {
            throw new EbbException(folder + " is no shard: that run had no --shard.");
        }
        try {
            return new Given(
                    folder, environment, part, RunData.readForks(folder).rows(), null);
        } catch (EbbException e) {
            if (!partial) {
                throw e;
            }
            return new Given(folder, environment, part, List.of(), e);
        }
    }

    /** Of a row, in whichever shard was read first. */
    private record First(ResultRow row, Path folder) {}

    /**
     * The row's name, one object for all shards.
     *
     * @throws EbbException where another shard ran it differently
     */
    private static RowKey known(ResultRow row, Path folder, Map<RowKey, First> firsts) {
        First first = firsts.computeIfAbsent(row.key(), key -> new First(row, folder));
        first.row().differences(row).stream().findFirst().ifPresent(difference -> {
            throw new EbbException(
                    first.folder() + " and " + folder + " ran " + row.key() + " differently (" + difference + ").");
        });
        return first.row().key();
    }

    /** The first difference is said. */
    private static void requireSame(Found one, Found other) {
        Map<String, Function<Found, Object>> all = new TreeMap<>(Map.of(
                "the number of shards", its -> its.shard().of(),
                "the seed", its -> String.valueOf(its.environment().invocation().seed()),
                "Ebb",
                        its -> its.environment().ebb().version() + " of commit "
                                + its.environment().ebb().commit(),
                "the SHA-256 of the user's files",
                        its -> new TreeSet<>(
                                its.environment().invocation().inputs().values()),
                "the plan (benchmarks, parameters, allocators, forks)",
                        its -> "SHA-256 " + its.part().plan()));
        all.forEach((what, of) -> {
            if (!of.apply(one).equals(of.apply(other))) {
                throw new EbbException(one.folder() + " and " + other.folder() + " are not of one run: " + what + " is "
                        + of.apply(one) + " in one and " + of.apply(other) + " in the other.");
            }
        });
    }

    private static void requireAnother(Found one, Found next) {
        if (one.shard().equals(next.shard())) {
            throw new EbbException("Shard " + one.shard() + " is there twice, in " + one.folder() + " and in "
                    + next.folder() + ": give one of them.");
        }
    }

    private static void requireOwnRounds(Found one) {
        for (Rounds row : one.rows()) {
            if (row.rounds().isEmpty()
                    || !row.rounds().stream().allMatch(one.shard()::has)
                    || new TreeSet<>(row.rounds()).size() < row.rounds().size()) {
                throw new EbbException(one.folder() + " is damaged: its " + RunFolder.ROUNDS + " gives " + row.row()
                        + " the rounds " + row.rounds() + ", which are not those of shard " + one.shard() + ".");
            }
        }
    }

    /**
     * Each without its end.
     *
     * @param leftOut the numbers of shards that were given and have no result
     */
    private static List<String> lacks(List<Found> found, Set<Integer> leftOut) {
        List<String> lacks = new ArrayList<>();
        Set<Integer> there = new HashSet<>(leftOut);
        found.forEach(one -> there.add(one.shard().number()));
        int of = found.get(0).shard().of();
        List<String> missing = IntStream.rangeClosed(1, of)
                .filter(number -> !there.contains(number))
                .mapToObj(Integer::toString)
                .toList();
        if (!missing.isEmpty()) {
            lacks.add((missing.size() == 1 ? "Shard " : "Shards ") + String.join(", ", missing) + " of " + of
                    + (missing.size() == 1
                            ? " is missing: give its run folder too"
                            : " are missing: give their run folders too"));
        }
        for (Found one : found) {
            if (one.forks() < one.part().forks()) {
                lacks.add(one.name() + " has " + one.forks() + " of "
                        + one.part().forks() + " forks: --resume " + one.folder() + " goes on with it");
            }
        }
        return lacks;
    }

    /** By shard, in their order. */
    List<MergedShard> strata() {
        Map<String, TreeSet<String>> libraries = new TreeMap<>();
        found.forEach(one -> libraries
                .computeIfAbsent(one.environment().machine().id(), id -> new TreeSet<>())
                .add(libraries(one)));
        return found.stream()
                .map(one -> {
                    Environment environment = one.environment();
                    String id = environment.machine().id();
                    boolean alike = Objects.requireNonNull(libraries.get(id)).size() == 1;
                    return new MergedShard(
                            one.shard(),
                            alike ? id : id + "+" + libraries(one),
                            one.rounds(),
                            environment.machine(),
                            environment.conditions());
                })
                .toList();
    }

    /** A short name of the allocators' libraries: equal where these are. */
    private static String libraries(Found one) {
        Map<String, List<String>> hashes = new TreeMap<>();
        one.environment().allocators().forEach(used -> hashes.put(used.id(), used.sha256()));
        return Sha256.of(hashes.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 8);
    }

    /** What is lacking, and where it ran; a sentence each. */
    List<String> sentences() {
        List<String> all = new ArrayList<>(notes);
        Map<String, List<MergedShard>> strata = strata().stream()
                .collect(Collectors.groupingBy(MergedShard::stratum, TreeMap::new, Collectors.toList()));
        if (strata.size() > 1) {
            all.add("The rounds ran on " + strata.size() + " kinds of machines, within which rows are compared: "
                    + strata.entrySet().stream()
                            .map(e -> e.getKey() + " (rounds " + rounds(e.getValue()) + ")")
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        Map<String, List<String>> warned = new LinkedHashMap<>();
        for (Found one : found) {
            one.environment()
                    .conditions()
                    .warnings()
                    .forEach(warning -> warned.computeIfAbsent(warning, any -> new ArrayList<>())
                            .add(one.shard().toString()));
        }
        warned.forEach((warning, shards) -> all.add(
                shards.size() == found.size() ? warning : "Shard " + String.join(", ", shards) + ": " + warning));
        return all;
    }

    private static String rounds(Collection<MergedShard> shards) {
        return shards.stream()
                .flatMap(one -> one.rounds().stream())
                .sorted()
                .map(Object::toString)
                .collect(Collectors.joining(", "));
    }
}
