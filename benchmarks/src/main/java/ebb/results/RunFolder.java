// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import com.google.gson.reflect.TypeToken;
import ebb.base.EbbException;
import ebb.base.Json;
import ebb.base.Problem;
import ebb.base.WholeFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The folder of one run, and the names of what is in it: JMH's {@code result.json}, {@code rounds.json},
 * {@code environment.json}, {@code failures.json}, {@code kills.json}, {@code looks.json} of {@code --until-decided},
 * {@code timelines/}, {@code forks/} with each fork's result, {@code services.toml} where a user's own were measured,
 * {@code latencies/} where that profiler is on, and {@code verdict.txt} and {@code report.html} of a quick verdict.
 *
 * <p>Every file is complete or absent, and has reached the disk before the next fork starts.
 */
public final class RunFolder {
    public static final String RESULT = "result.json";
    public static final String ROUNDS = "rounds.json";
    public static final String ENVIRONMENT = "environment.json";
    public static final String FORKS = "forks";
    public static final String TIMELINES = "timelines";
    public static final String LATENCIES = "latencies";

    /** The services that a run measures, as their forks read them. */
    public static final String SERVICES = "services.toml";

    /** Of the command limit: the run folder of each fork under a limit. */
    public static final String STEPS = "steps";

    private static final String LOOKS = "looks.json";

    static final String FAILURES = "failures.json";
    public static final String KILLS = "kills.json";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    /**
     * @param rounds that a row's forks are from, in the order of its raw data: 1 for the first; failed forks' are
     *     missing
     */
    public record Rounds(RowKey row, List<Integer> rounds) {}

    /**
     * A fork that gave no result.
     *
     * @param fork 1 for the row's first; warm-up forks are counted apart
     * @param why a sentence
     */
    public record Failure(RowKey row, int fork, boolean warmup, String why) {}

    /**
     * What {@code --until-decided} looked at, so that a resumed run sees the same again.
     *
     * @param forks of the rows that were open
     * @param by SHA-256 of each file by which it was judged, beside the run itself
     * @param seen the forks of each row that there were then; some that had failed may come later
     */
    public record Look(int forks, Map<String, String> by, List<Rounds> seen) {}

    private final Path path;

    private RunFolder(Path path) {
        this.path = path;
    }

    /**
     * Makes a new folder, named after the run's start in the time zone of the machine and the shard, with the environment in
     * it. Only one process can make a folder of a name, on a shared disk too, so that no two runs get the same.
     *
     * @param parent where run folders are kept; made where it is missing
     * @throws EbbException if it cannot be made
     */
    public static RunFolder create(Path parent, Environment environment) {
        Environment.Part part = environment.invocation().part();
        String stamp = STAMP.withZone(ZoneId.systemDefault()).format(environment.start())
                + (part == null
                        ? ""
                        : "-shard" + part.shard().number() + "of" + part.shard().of());
        try {
            Files.createDirectories(parent);
            Path path = parent.resolve(stamp);
            for (int i = 2; !made(path); i++) {
                path = parent.resolve(stamp + "-" + i);
            }
            Files.createDirectory(path.resolve(TIMELINES));
            Files.createDirectory(path.resolve(FORKS));
            WholeFile.write(path.resolve(ENVIRONMENT), Json.bytes(environment));
            return new RunFolder(path);
        } catch (IOException e) {
            throw new EbbException("The run folder cannot be made in " + parent + " (" + Problem.of(e)
                    + "); give a folder that can be written to with --out DIR.");
        }
    }

    private static boolean made(Path path) throws IOException {
        try {
            Files.createDirectory(path);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** @throws EbbException if this is not the folder of a run */
    public static RunFolder open(Path path) {
        Path environment = path.resolve(ENVIRONMENT);
        if (!Files.exists(environment) || !Files.isDirectory(path.resolve(FORKS))) {
            if (Files.exists(environment)
                    && Environment.read(environment, RunData.ADVICE).shards() != null) {
                throw new EbbException(
                        path + " was merged of shards: --resume the one that has forks to come, and merge" + " again.");
            }
            throw new EbbException(path + " is no run folder (it needs " + ENVIRONMENT + " and " + FORKS
                    + "/): give --resume the folder that the run named when it began.");
        }
        return new RunFolder(path);
    }

    public Path path() {
        return path;
    }

    /** Whether it is that of a fork under a limit, inside the folder of the search. */
    public boolean isStep() {
        Path steps = path.toAbsolutePath().resolve("../..").normalize();
        return steps.endsWith(STEPS) && Files.exists(steps.resolveSibling(ENVIRONMENT));
    }

    /** @throws EbbException if it cannot be read or was not written by this Ebb */
    public Environment environment() {
        return Environment.read(path.resolve(ENVIRONMENT), "such a run cannot be resumed; start a new one");
    }

    public void write(Environment environment) {
        write(ENVIRONMENT, Json.bytes(environment));
    }

    /** Compare pairs the forks of the same round by it. */
    public void writeRounds(List<Rounds> rows) {
        write(ROUNDS, Json.bytes(rows));
    }

    /** An empty list where every fork gave a result. */
    public void writeFailures(List<Failure> failures) {
        write(FAILURES, Json.bytes(failures));
    }

    /** Only where a fork did not survive its memory limit. */
    public void writeKills(List<NotSurvived> kills) {
        write(KILLS, Json.bytes(kills));
    }

    /** The first one first. */
    public void writeLooks(List<Look> looks) {
        write(LOOKS, Json.bytes(looks));
    }

    public List<Look> looks() {
        return list(path.resolve(LOOKS), new TypeToken<>() {});
    }

    /** @throws EbbException if it cannot be written */
    public void write(String name, byte[] content) {
        WholeFile.write(path.resolve(name), content, "set that right, and --resume " + path + " goes on from there");
    }

    /** Deletes what killed writers left; no process may be writing to the folder. */
    public void clean() {
        try {
            for (String folder : List.of("", FORKS, TIMELINES, LATENCIES)) {
                if (Files.isDirectory(path.resolve(folder))) {
                    WholeFile.deleteParts(path.resolve(folder));
                }
            }
        } catch (IOException e) {
            throw new EbbException(path + " cannot be tidied (" + Problem.of(e) + "): set that right, then resume.");
        }
    }

    static List<Rounds> rounds(Path folder) {
        return list(folder.resolve(ROUNDS), new TypeToken<>() {});
    }

    static List<Failure> failures(Path folder) {
        return list(folder.resolve(FAILURES), new TypeToken<>() {});
    }

    static List<NotSurvived> kills(Path folder) {
        return list(folder.resolve(KILLS), new TypeToken<>() {});
    }

    private static <T> List<T> list(Path file, TypeToken<List<T>> type) {
        return Files.exists(file) ? Json.read(file, type, RunData.ADVICE) : List.of();
    }
}
