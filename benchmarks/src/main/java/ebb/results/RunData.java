// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSyntaxException;
import ebb.base.EbbException;
import ebb.base.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A run as it was kept: its rows, and the environment in which they came about.
 *
 * @param source the run folder, or the JSON file where there is nothing else
 * @param rows at least one
 * @param environment what {@code environment.json} holds; empty where there is none
 */
public record RunData(Path source, List<ResultRow> rows, Optional<JsonObject> environment) {
    private static final String RESULT = "result.json";

    public RunData {
        rows = List.copyOf(rows);
    }

    /**
     * Reads a run folder, or a file of JMH's JSON with what lies beside it when it is a run folder's.
     *
     * @throws EbbException naming the file and its fault
     */
    public static RunData read(Path path) {
        if (Files.isDirectory(path)) {
            return folder(path, path);
        }
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null && path.endsWith(RESULT) && Files.exists(parent.resolve("environment.json"))) {
            return folder(parent, path);
        }
        return new RunData(path, ResultFile.read(path), Optional.empty());
    }

    private static RunData folder(Path folder, Path named) {
        Path result = folder.resolve(RESULT);
        if (!Files.exists(result)) {
            throw new EbbException(folder + " has no " + RESULT + ": it is no run folder, or that run has not ended"
                    + " (a run is continued with --resume " + folder + ").");
        }
        Optional<JsonObject> environment = json(folder.resolve("environment.json"))
                .map(element -> object(folder.resolve("environment.json"), element));
        Path rounds = folder.resolve("rounds.json");
        List<ResultRow> rows = ResultFile.read(result);
        return new RunData(
                named,
                json(rounds).map(element -> Rounds.add(rounds, element, rows)).orElse(rows),
                environment);
    }

    /** The folder that the run lies in. */
    public Path folder() {
        Path absolute = source.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        return Files.isDirectory(absolute) || parent == null ? absolute : parent;
    }

    /** What people call it: the run folder's name, or that of the file. */
    public String name() {
        Path named =
                source.endsWith(RESULT) ? folder() : source.toAbsolutePath().normalize();
        return String.valueOf(named.getFileName());
    }

    /** The id of the machine that the run was made on; empty where the run does not tell. */
    public Optional<String> machine() {
        return text("machine");
    }

    /**
     * The arguments that the run was started with.
     *
     * @throws EbbException where it does not tell
     */
    public List<String> commandLine() {
        return environment
                .map(all -> all.get("commandLine"))
                .filter(JsonElement::isJsonArray)
                .map(array -> array.getAsJsonArray().asList().stream()
                        .filter(JsonElement::isJsonPrimitive)
                        .map(JsonElement::getAsString)
                        .toList())
                .orElseThrow(() -> new EbbException(source
                        + " does not tell its command line, so it cannot be run again:" + " give a run folder."));
    }

    /** What the run tells of each of its allocators. */
    public List<UsedAllocator> allocators() {
        return environment.map(UsedAllocator::of).orElse(List.of());
    }

    /** What the run tells of the allocator with this id. */
    public UsedAllocator allocator(String id) {
        return allocators().stream()
                .filter(allocator -> allocator.id().equals(id))
                .findFirst()
                .orElseGet(() -> UsedAllocator.unknown(id));
    }

    /** Why the first fork of an allocator that gave no result did not; empty where the run does not tell. */
    public Optional<String> failure(String allocator) {
        return (isAlone() ? Optional.<JsonElement>empty() : json(folder().resolve("failures.json")))
                .stream()
                        .filter(JsonElement::isJsonArray)
                        .flatMap(failures -> failures.getAsJsonArray().asList().stream())
                        .filter(JsonElement::isJsonObject)
                        .map(JsonElement::getAsJsonObject)
                        .filter(failure -> failure.get("params") instanceof JsonObject params
                                && params.get("allocator") instanceof JsonPrimitive id
                                && id.getAsString().equals(allocator))
                        .map(failure -> failure.get("why"))
                        .filter(JsonPrimitive.class::isInstance)
                        .map(JsonElement::getAsString)
                        .findFirst();
    }

    /** A row's files in a folder of the run, one a fork in the order of forks: that of its last iteration. */
    public List<Path> files(String folder, ResultRow row, String ending) {
        return isAlone() ? List.of() : TimelineFile.lastIterations(folder().resolve(folder), row, ending);
    }

    /** Whether this is a result file alone: what lies beside it is of other runs. */
    private boolean isAlone() {
        return environment.isEmpty() && !Files.isDirectory(source);
    }

    /** A text of the environment by its name; empty where the run does not tell. */
    public Optional<String> text(String name) {
        return environment
                .map(all -> all.get(name))
                .filter(value -> value.isJsonPrimitive())
                .map(JsonElement::getAsString);
    }

    private static JsonObject object(Path file, JsonElement element) {
        if (!element.isJsonObject()) {
            throw new EbbException(file + " is not a run's environment: it holds no object; give another run.");
        }
        return element.getAsJsonObject();
    }

    /**
     * What a file of a run folder holds; empty where there is no such file.
     *
     * @throws EbbException naming the file, where it cannot be read or is not JSON
     */
    public static Optional<JsonElement> json(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonParser.parseString(Files.readString(file)));
        } catch (IOException e) {
            throw new EbbException(file + " cannot be read (" + Problem.of(e) + "); give another run.");
        } catch (JsonSyntaxException e) {
            throw new EbbException(file + " is cut short or is not JSON; give another run.");
        }
    }
}
