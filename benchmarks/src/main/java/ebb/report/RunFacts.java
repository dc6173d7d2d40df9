// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import ebb.results.RunData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a run tells of its machine, in words; what it tells under a name that is not known here is shown under that. */
final class RunFacts {
    private static final Map<String, String> WORDS = new LinkedHashMap<>();

    /** Shown elsewhere, or nowhere: they are lists of their own. */
    private static final List<String> NOT_HERE = List.of("commandLine", "allocators", "warnings");

    private static final List<String> BYTES = List.of("memory", "memoryLimit");

    static {
        WORDS.put("cpu", "CPU");
        WORDS.put("cores", "cores");
        WORDS.put("governor", "CPU governor");
        WORDS.put("memory", "memory");
        WORDS.put("memoryLimit", "memory limit of the cgroup");
        WORDS.put("swap", "swap");
        WORDS.put("kernel", "kernel");
        WORDS.put("transparentHugePages", "transparent huge pages");
        WORDS.put("libc", "C library");
        WORDS.put("jdk", "JVM of the harness");
        WORDS.put("ebb", "Ebb");
        WORDS.put("commit", "commit");
        WORDS.put("machine", "machine");
        WORDS.put("order", "order of forks");
        WORDS.put("seed", "seed of the order");
        WORDS.put("loadBefore", "load average before");
        WORDS.put("loadAfter", "load average after");
    }

    private RunFacts() {}

    static Report.Run of(RunData run) {
        JsonObject environment = run.environment().orElseGet(JsonObject::new);
        List<Report.Fact> facts = new ArrayList<>();
        WORDS.forEach((name, words) -> add(facts, words, name, environment.get(name)));
        environment.entrySet().stream()
                .filter(e -> !WORDS.containsKey(e.getKey()) && !NOT_HERE.contains(e.getKey()))
                .forEach(e -> add(facts, e.getKey(), e.getKey(), e.getValue()));
        return new Report.Run(run.name(), facts, command(environment), texts(environment, "warnings"));
    }

    private static void add(List<Report.Fact> facts, String words, String name, JsonElement value) {
        if (value != null && !value.isJsonNull()) {
            facts.add(new Report.Fact(words, BYTES.contains(name) ? gib(value) : text(value)));
        }
    }

    private static String gib(JsonElement bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes.getAsDouble() / (1 << 30));
    }

    private static String text(JsonElement value) {
        if (value instanceof JsonArray array) {
            return array.asList().stream().map(RunFacts::text).collect(Collectors.joining(", "));
        }
        if (value instanceof JsonObject object) {
            return object.entrySet().stream()
                    .map(e -> e.getKey() + " " + text(e.getValue()))
                    .collect(Collectors.joining(", "));
        }
        return value.isJsonNull() ? "unknown" : value.getAsString();
    }

    private static String command(JsonObject environment) {
        return environment.get("commandLine") instanceof JsonArray
                ? "java -jar benchmarks.jar"
                        + texts(environment, "commandLine").stream()
                                .map(argument -> " " + quoted(argument))
                                .collect(Collectors.joining())
                : "";
    }

    private static List<String> texts(JsonObject environment, String name) {
        return environment.get(name) instanceof JsonArray array
                ? array.asList().stream()
                        .filter(JsonElement::isJsonPrimitive)
                        .map(JsonElement::getAsString)
                        .toList()
                : List.of();
    }

    /** As a POSIX shell takes it. */
    static String quoted(String argument) {
        return argument.matches("[A-Za-z0-9_@%+=:,./-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
