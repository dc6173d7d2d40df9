// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.base.EbbException;
import ebb.base.Json;
import ebb.base.Problem;
import ebb.base.WholeFile;
import ebb.results.Environment;
import ebb.results.ResultFile;
import ebb.results.ResultRow;
import ebb.results.RunData;
import ebb.results.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/**
 * The accepted run of each machine: {@code results/baselines/<machine>/} with {@code result.json}, {@code rounds.json},
 * {@code kills.json}, {@code environment.json} without what is of use on its machine only (paths, the command line), and
 * {@code baseline.json} with reason and day. A path that a user gave as a parameter stays, as it is part of the row's key.
 *
 * <p>While a new baseline takes its place, the one before it is {@code <machine>.old}, and is used if the process is killed
 * at that moment.
 */
public final class Baselines {
    private static final String OLD = ".old";
    private static final String PART = ".part";

    private final Path folder;

    private record About(String reason, String accepted, String run) {}

    /** @param results the folder {@code results} */
    public Baselines(Path results) {
        this.folder = results.resolve("baselines");
    }

    /**
     * The accepted run of the machine on which a side was measured.
     *
     * @throws EbbException where that machine is not known, or has no baseline; it names those that have one
     */
    public PooledRuns of(PooledRuns now) {
        String machine = now.machine()
                .orElseThrow(() -> new EbbException(now.name()
                        + " does not record its machine, so its baseline cannot be found: name a run as the base."));
        return of(machine);
    }

    /** @throws EbbException where the machine has none; it names those that have one */
    public PooledRuns of(String machine) {
        return PooledRuns.read(find(machine).toString());
    }

    private Path find(String machine) {
        return Stream.of(machine, machine + OLD)
                .map(folder::resolve)
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> {
                    List<String> known = machines();
                    return new EbbException("There is no baseline of the machine " + machine + " in " + folder
                            + (known.isEmpty() ? "" : " (there are those of " + String.join(", ", known) + ")")
                            + "; accept one with 'baseline accept RUN --reason TEXT'.");
                });
    }

    private List<String> machines() {
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.map(path -> path.getFileName().toString())
                    .filter(name -> !name.endsWith(OLD) && !name.endsWith(PART))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * Makes a run the baseline of its machine, in place of the one before it. At every moment one of the two is
     * complete and can be read.
     *
     * @return the baseline's folder
     * @throws EbbException where the run's machine is not known, it has too few forks, or it cannot be copied
     */
    public Path accept(RunData run, String reason, LocalDate day) {
        Environment environment = run.environment()
                .orElseThrow(() -> new EbbException(run.source()
                        + " does not record its machine, so it cannot be a baseline: give a run folder with its"
                        + " environment.json."));
        for (ResultRow row : run.survival()) {
            if (row.forks() < Comparer.LEAST_FORKS) {
                throw new EbbException(row.key() + " has " + row.forks() + " forks, too few for any comparison: a"
                        + " baseline needs " + Comparer.LEAST_FORKS + " or more, run it with -f 10.");
            }
        }
        String machine = environment.machine().id();
        Path target = folder.resolve(machine);
        Path fresh = folder.resolve(machine + PART);
        try {
            delete(fresh);
            copy(run, environment.portable(), fresh);
            WholeFile.write(fresh.resolve("baseline.json"), Json.bytes(new About(reason, day.toString(), run.name())));
            replace(target, folder.resolve(machine + OLD), fresh);
            return target;
        } catch (IOException e) {
            throw new EbbException("The baseline cannot be written to " + target + " (" + Problem.of(e)
                    + "): set that right and accept the run again.");
        }
    }

    private static void copy(RunData run, Environment environment, Path to) throws IOException {
        Path from = run.folder();
        WholeFile.write(
                to.resolve(RunFolder.RESULT), out -> ResultFile.writePortable(from.resolve(RunFolder.RESULT), out));
        for (String forks : List.of(RunFolder.ROUNDS, RunFolder.KILLS)) {
            if (Files.exists(from.resolve(forks))) {
                WholeFile.write(to.resolve(forks), WholeFile.bytes(from.resolve(forks)));
            }
        }
        WholeFile.write(to.resolve(RunFolder.ENVIRONMENT), Json.bytes(environment));
    }

    /** Java has no atomic exchange of two folders. */
    private static void replace(Path target, Path old, Path fresh) throws IOException {
        if (Files.isDirectory(target)) {
            delete(old);
            Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        delete(old);
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }
}
