// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import com.google.gson.JsonObject;
import ebb.base.EbbException;
import ebb.base.Json;
import ebb.base.Problem;
import ebb.base.WholeFile;
import ebb.results.Environment.Conditions;
import ebb.results.Environment.Invocation;
import ebb.results.Environment.Machine;
import ebb.results.Environment.MergedShard;
import ebb.results.RunFolder.Failure;
import ebb.results.RunFolder.Rounds;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes one run folder of the shards of a run. It cannot be resumed: the shards can, and are then merged again. */
public final class MergedRun {
    /** Of some MiB each where there are many shards. */
    private static final int AT_A_TIME = 16;

    private static final String ADVICE = "delete the folder, set that right and merge again";

    private final Shards shards;
    private final Map<RowKey, List<Part>> rows = new LinkedHashMap<>();

    /** A row's forks in one shard: the row's place in its file, and their rounds. */
    private record Part(int shard, int index, List<Integer> rounds) {}

    private MergedRun(Shards shards) {
        this.shards = shards;
        for (int shard = 0; shard < shards.found().size(); shard++) {
            List<Rounds> its = shards.found().get(shard).rows();
            for (int i = 0; i < its.size(); i++) {
                rows.computeIfAbsent(its.get(i).row(), key -> new ArrayList<>())
                        .add(new Part(shard, i, its.get(i).rounds()));
            }
        }
    }

    /**
     * @param partial whether what is missing is a sentence instead of an error
     * @throws EbbException as {@link Shards#read}
     */
    public static MergedRun of(List<Path> folders, boolean partial) {
        return new MergedRun(Shards.read(folders, partial));
    }

    /** What a reader must know, a sentence each. */
    public List<String> notes() {
        return shards.sentences();
    }

    /** What it is made of, in a few words. */
    public String words() {
        int rounds =
                shards.found().stream().mapToInt(one -> one.rounds().size()).sum();
        return count(shards.found().size(), "shard") + ", " + count(rows.size(), "row") + ", " + count(rounds, "round");
    }

    /** The forks that their memory limit has ended, which is their result. */
    public List<NotSurvived> kills() {
        return shards.found().stream().flatMap(one -> one.kills().stream()).toList();
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /**
     * The rows are written last: without them the folder is no run.
     *
     * @param out must not exist, or be empty
     * @throws EbbException where it cannot be written
     */
    public void write(Path out) {
        try {
            Files.createDirectories(out);
            try (Stream<Path> there = Files.list(out)) {
                if (there.findAny().isPresent()) {
                    throw new EbbException(out + " is not empty: give -o a new folder.");
                }
            }
            copyForks(out, RunFolder.TIMELINES);
            copyForks(out, RunFolder.LATENCIES);
            copyServices(out);
        } catch (IOException e) {
            throw new EbbException(out + " cannot be written (" + Problem.of(e) + "): " + ADVICE + ".");
        }
        List<Rounds> rounds = rows.entrySet().stream()
                .map(row -> new Rounds(row.getKey(), rounds(row.getValue())))
                .toList();
        List<Failure> failures =
                shards.found().stream().flatMap(one -> one.failures().stream()).toList();
        WholeFile.write(out.resolve(RunFolder.ROUNDS), Json.bytes(rounds), ADVICE);
        WholeFile.write(out.resolve(RunFolder.FAILURES), Json.bytes(failures), ADVICE);
        if (!kills().isEmpty()) {
            WholeFile.write(out.resolve(RunFolder.KILLS), Json.bytes(kills()), ADVICE);
        }
        WholeFile.write(out.resolve(RunFolder.ENVIRONMENT), Json.bytes(environment()), ADVICE);
        writeResult(out.resolve(RunFolder.RESULT));
    }

    private static List<Integer> rounds(List<Part> parts) {
        return parts.stream().flatMap(part -> part.rounds().stream()).sorted().toList();
    }

    /** A few rows at a time: as objects all of them are several times their text. */
    private void writeResult(Path file) {
        List<RowTexts> texts = shards.found().parallelStream()
                .map(one -> RowTexts.of(
                        one.folder().resolve(RunFolder.RESULT), one.rows().size()))
                .toList();
        List<List<Part>> all = List.copyOf(rows.values());
        try {
            WholeFile.write(file, to -> {
                OutputStream out = new BufferedOutputStream(to);
                long size = 0;
                for (int i = 0; i < all.size(); i += AT_A_TIME) {
                    List<byte[]> some = all.subList(i, Math.min(all.size(), i + AT_A_TIME)).parallelStream()
                            .map(parts -> merged(parts, texts))
                            .toList();
                    for (byte[] row : some) {
                        out.write((size == 0 ? "[\n" : ",\n").getBytes(StandardCharsets.UTF_8));
                        out.write(row);
                        size += row.length;
                    }
                    requireReadable(size);
                }
                out.write((size == 0 ? "[]\n" : "\n]\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            });
        } catch (IOException e) {
            throw new EbbException(file + " cannot be written (" + Problem.of(e) + "): " + ADVICE + ".");
        }
    }

    private static byte[] merged(List<Part> parts, List<RowTexts> texts) {
        RowMerge merge = null;
        for (Part part : parts) {
            JsonObject row = texts.get(part.shard()).row(part.index());
            merge = merge == null ? new RowMerge(row) : merge;
            merge.add(row, part.rounds());
        }
        return Objects.requireNonNull(merge).merged().toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void requireReadable(long size) {
        if (size >> 20 >= ResultFile.MOST_MIB) {
            throw new EbbException("The merged " + RunFolder.RESULT + " would have more than " + ResultFile.MOST_MIB
                    + " MiB, the most that Ebb reads: merge fewer shards, or divide the rows among several runs.");
        }
    }

    /** Without those of warm-up forks, which have the names of other shards' forks. */
    private void copyForks(Path out, String name) throws IOException {
        for (Shards.Found one : shards.found()) {
            Path from = one.folder().resolve(name);
            if (!Files.isDirectory(from)) {
                continue;
            }
            Files.createDirectories(out.resolve(name));
            try (var files = Files.newDirectoryStream(from)) {
                for (Path file : files) {
                    String called = file.getFileName().toString();
                    OptionalInt fork = IterationNames.fork(called);
                    if (fork.isPresent() && one.shard().has(fork.getAsInt())) {
                        Files.copy(file, out.resolve(name).resolve(called));
                    }
                }
            }
        }
    }

    private void copyServices(Path out) throws IOException {
        Path first = shards.found().get(0).folder().resolve(RunFolder.SERVICES);
        for (Shards.Found one : shards.found()) {
            Path its = one.folder().resolve(RunFolder.SERVICES);
            if (Files.exists(first) != Files.exists(its) || (Files.exists(first) && Files.mismatch(first, its) >= 0)) {
                throw new EbbException(first + " and " + its + " differ: the shards measured other services.");
            }
        }
        if (Files.exists(first)) {
            Files.copy(first, out.resolve(RunFolder.SERVICES));
        }
    }

    private Environment environment() {
        Environment first = shards.found().get(0).environment();
        Invocation asked = first.invocation();
        List<MergedShard> strata = shards.strata();
        return new Environment(
                all(Environment::start).min(Comparator.naturalOrder()).orElseThrow(),
                first.ebb(),
                new Invocation(null, asked.order(), asked.seed(), asked.forks(), lanes(), asked.inputs(), null),
                machine(first.machine()),
                allocators(),
                first.services(),
                new Conditions(
                        most(Conditions::othersBefore),
                        most(Conditions::othersDuring),
                        most(Conditions::stolenDuring),
                        shards.sentences()),
                all(Environment::resumed).mapToInt(times -> times).sum(),
                strata);
    }

    private @Nullable Integer lanes() {
        Set<@Nullable Integer> lanes = new HashSet<>();
        all(Environment::invocation).forEach(its -> lanes.add(its.lanes()));
        return lanes.size() == 1 ? lanes.iterator().next() : null;
    }

    private <T> Stream<T> all(Function<Environment, T> of) {
        return shards.found().stream().map(Shards.Found::environment).map(of);
    }

    /** Of the shard where it was most; null where one does not tell. */
    private @Nullable Double most(Function<Conditions, @Nullable Double> of) {
        double most = 0;
        for (Shards.Found one : shards.found()) {
            Double its = of.apply(one.environment().conditions());
            if (its == null) {
                return null;
            }
            most = Math.max(most, its);
        }
        return most;
    }

    /** The first shard's under the names of all. */
    private Machine machine(Machine first) {
        String ids =
                all(Environment::machine).map(Machine::id).distinct().sorted().collect(Collectors.joining(" and "));
        return new Machine(
                ids,
                first.cpu(),
                first.cores(),
                first.memory(),
                first.memoryLimit(),
                first.kernel(),
                first.transparentHugePages(),
                first.governor(),
                first.swap(),
                first.libc());
    }

    /** Each once, as a fork has proven it where one has. */
    private List<UsedAllocator> allocators() {
        Map<List<Object>, UsedAllocator> allocators = new LinkedHashMap<>();
        all(Environment::allocators)
                .flatMap(List::stream)
                .forEach(used -> allocators.merge(
                        List.of(used.id(), used.sha256()),
                        used,
                        (one, other) -> one.calls() == null ? other.and(one) : one.and(other)));
        return new ArrayList<>(allocators.values());
    }
}
