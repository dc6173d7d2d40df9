// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.EbbException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the agent in one process of a service says of it; agent.h has the keys.
 *
 * @param pid as the process sees it
 * @param how it came to report: start, fork, again or asked
 * @param control why it takes no commands; empty where it does
 * @param executable its program's path
 * @param facts single values by their keys: owners by their real paths, and what the allocator tells of itself
 * @param environment the variables that set up allocators
 * @param allocators objects that define functions by which an allocator is known
 */
public record AgentReport(
        long pid,
        String how,
        Optional<String> control,
        String executable,
        Map<String, String> facts,
        Map<String, String> environment,
        List<Definer> allocators) {
    /** An object, and the functions by which it is known. */
    record Definer(Set<String> functions, Path object) {}

    private static final String PROOF = "proof";

    /**
     * A report.
     *
     * @param proofs what allocators have told of themselves by the sum under which they did; a process does not ask again
     *     under the same sum, and what this one tells is added
     * @throws EbbException where it is none of the agent's
     * @throws InvalidPathException where this JVM has no such path
     */
    public static AgentReport parse(List<String> lines, Map<String, Map<String, String>> proofs) {
        Map<String, String> facts = new LinkedHashMap<>();
        Map<String, String> environment = new TreeMap<>();
        List<Definer> allocators = new ArrayList<>();
        for (String line : lines) {
            String key = line.substring(0, Math.max(0, line.indexOf('=')));
            String value = line.substring(line.indexOf('=') + 1);
            switch (key) {
                case "environment" -> environment.putAll(values(List.of(value)));
                case "allocator" -> {
                    int end = value.indexOf(' ');
                    allocators.add(new Definer(
                            Set.of(value.substring(0, Math.max(0, end)).split(",")),
                            Libraries.real(Path.of(value.substring(end + 1)))));
                }
                case "mapped" -> {
                    // The kernel tells them as they are by now.
                }
                default ->
                    facts.put(
                            key,
                            value.startsWith("/")
                                    ? Libraries.real(Path.of(value)).toString()
                                    : value);
            }
        }
        Map<String, String> told = new LinkedHashMap<>(facts);
        told.keySet().removeIf(key -> !isOfAllocator(key));
        String proof = facts.getOrDefault(PROOF, "");
        if (told.isEmpty()) {
            facts.putAll(proofs.getOrDefault(proof, Map.of()));
        } else {
            proofs.put(proof, told);
        }
        String pid = facts.getOrDefault("pid", "-1");
        if (!pid.matches("-?\\d{1,18}")) {
            throw new EbbException("A process of the service reports '" + pid + "' as its number.");
        }
        String control = facts.getOrDefault("control", "it does not say");
        return new AgentReport(
                Long.parseLong(pid),
                facts.getOrDefault("how", ""),
                control.equals("yes") ? Optional.empty() : Optional.of(control),
                facts.getOrDefault("executable", ""),
                facts,
                environment,
                List.copyOf(allocators));
    }

    /** The values of lines {@code key=value}, the last one included; of equal keys the last counts. */
    public static Map<String, String> values(List<String> lines) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return values;
    }

    private static boolean isOfAllocator(String key) {
        return key.equals("family")
                || key.equals("version")
                || key.equals("unidentified")
                || key.startsWith("setting.")
                || key.startsWith("release");
    }
}
