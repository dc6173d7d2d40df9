// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import ebb.base.EbbException;
import ebb.base.Problem;
import ebb.results.ResultRow;
import ebb.results.RunData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The accepted run of each machine: {@code results/baselines/<machine>/} with {@code result.json}, {@code rounds.json},
 * {@code environment.json} without what only the machine itself can use (paths, the command line), and
 * {@code baseline.json} with reason and day. A path that a user gave as a parameter stays: by it the row is known.
 */
public final class Baselines {
    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .create();

    /** Where the JDK lies, up to its last part. */
    private static final Pattern JVM = Pattern.compile("(\"jvm\"\\s*:\\s*\")(?:[^\"\\\\]|\\\\.)*/");

    private final Path folder;

    private record About(String reason, String accepted, String run) {}

    /** @param results the folder {@code results} */
    public Baselines(Path results) {
        this.folder = results.resolve("baselines");
    }

    /**
     * The accepted run of the machine that a side was made on.
     *
     * @throws EbbException where the side does not tell its machine, or naming the machines that have a baseline where
     *     this has none
     */
    public Side of(Side now) {
        String machine = now.machine()
                .orElseThrow(() -> new EbbException(now.name()
                        + " does not tell its machine, so its baseline cannot be found: name a run as the base."));
        return Side.read(find(machine).toString());
    }

    private Path find(String machine) {
        Path found = folder.resolve(machine);
        if (!Files.isDirectory(found)) {
            List<String> known = machines();
            throw new EbbException("There is no baseline of the machine " + machine + " in " + folder
                    + (known.isEmpty() ? "" : " (there are those of " + String.join(", ", known) + ")")
                    + "; accept one with 'baseline accept RUN --reason TEXT'.");
        }
        return found;
    }

    /**
     * Makes a run the baseline of its machine, in place of the one before it. The old one stays whole until the new one
     * is.
     *
     * @return the baseline's folder
     * @throws EbbException where the run does not tell its machine, has too few forks, or cannot be copied
     */
    public Path accept(RunData run, String reason, LocalDate day) {
        String machine = run.machine()
                .orElseThrow(() -> new EbbException(run.source()
                        + " does not tell its machine, so it cannot be a baseline: give a run folder with its"
                        + " environment.json."));
        for (ResultRow row : run.rows()) {
            if (row.forks() < Comparer.LEAST_FORKS) {
                throw new EbbException(row.key() + " has " + row.forks() + " forks, too few for any comparison: a"
                        + " baseline needs " + Comparer.LEAST_FORKS + " or more, run it with -f 10.");
            }
        }
        Path target = folder.resolve(machine);
        Path fresh = folder.resolve(machine + ".part");
        try {
            delete(fresh);
            Files.createDirectories(fresh);
            copy(run, fresh);
            write(fresh.resolve("baseline.json"), new About(reason, day.toString(), run.name()));
            delete(target);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
            return target;
        } catch (IOException e) {
            throw new EbbException("The baseline cannot be written to " + target + " (" + Problem.of(e)
                    + "): set that right and accept the run again.");
        }
    }

    private static void copy(RunData run, Path to) throws IOException {
        Path from = run.folder();
        String result = Files.readString(from.resolve("result.json"));
        Files.writeString(to.resolve("result.json"), JVM.matcher(result).replaceAll("$1"));
        if (Files.exists(from.resolve("rounds.json"))) {
            Files.copy(from.resolve("rounds.json"), to.resolve("rounds.json"));
        }
        write(to.resolve("environment.json"), portable(run.environment().orElseThrow()));
    }

    private static JsonObject portable(JsonObject environment) {
        JsonObject copy = environment.deepCopy();
        copy.remove("commandLine");
        if (copy.get("inputs") instanceof JsonObject inputs) {
            JsonObject named = new JsonObject();
            inputs.entrySet().forEach(entry -> named.add(fileName(entry.getKey()), entry.getValue()));
            copy.add("inputs", named);
        }
        if (copy.get("allocators") instanceof JsonArray allocators) {
            allocators.forEach(Baselines::nameLibraries);
        }
        return copy;
    }

    private static void nameLibraries(JsonElement allocator) {
        if (allocator instanceof JsonObject object && object.get("libraries") instanceof JsonArray libraries) {
            JsonArray names = new JsonArray();
            libraries.asList().stream()
                    .filter(JsonElement::isJsonPrimitive)
                    .forEach(library -> names.add(fileName(library.getAsString())));
            object.add("libraries", names);
        }
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static void write(Path file, Object content) throws IOException {
        Files.writeString(file, GSON.toJson(content) + "\n");
    }

    private List<String> machines() {
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
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
