// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import ebb.base.Text;
import ebb.results.Environment;
import ebb.results.RowKey;
import ebb.results.RunData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Commands that measure more of the same burst, as a shell takes them.
 *
 * @param load the burst's parameters but for its allocator, where they are not the usual ones
 * @param allocators the user's files that have some of its allocators, as the run was given them
 * @param scenarios those that may have its scenario
 */
public record Commands(Map<String, String> load, List<String> allocators, List<String> scenarios) {
    /** Of the quick burst under allocators that Ebb brings along. */
    static final Commands QUICK = new Commands(Map.of(), List.of(), List.of());

    private static final String EBB = "java -jar benchmarks.jar ";
    private static final String USUAL_SCENARIO = "quick";

    /**
     * @param runs that the burst's rows are from
     * @param row any of these
     */
    public static Commands of(List<RunData> runs, RowKey row) {
        Map<String, String> load = new TreeMap<>(row.without(RowKey.ALLOCATOR).params());
        load.remove(RowKey.SCENARIO, USUAL_SCENARIO);
        // A share is of what the same burst takes without a limit, so that is measured first.
        load.computeIfPresent(RowKey.LIMIT, (name, limit) -> limit.endsWith("%") ? "none," + limit : limit);
        return new Commands(load, files(runs, "--allocators"), files(runs, "--scenarios"));
    }

    /** The values of an option of their command lines. */
    private static List<String> files(List<RunData> runs, String option) {
        return runs.stream()
                .flatMap(run -> run.environment().stream())
                .map(Environment::invocation)
                .flatMap(asked -> Stream.ofNullable(asked.commandLine()))
                .flatMap(line -> values(line, option).stream())
                .distinct()
                .toList();
    }

    private static List<String> values(List<String> line, String option) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < line.size(); i++) {
            if (line.get(i).equals(option) && i + 1 < line.size()) {
                values.add(line.get(++i));
            } else if (line.get(i).startsWith(option + "=")) {
                values.add(line.get(i).substring(option.length() + 1));
            }
        }
        return values;
    }

    /** This burst under these allocators. */
    String burst(String ids, String options) {
        return command("Burst", ids, options, load);
    }

    /** The same allocator under another burst. */
    String scenario(String id, String name) {
        return command("Burst", id, "", Map.of(RowKey.SCENARIO, name));
    }

    /** Every setting and release call of these allocators: where this burst is the usual one, under one made for that. */
    String cures(String ids) {
        return command(
                "cures",
                ids,
                "",
                Optional.ofNullable(load.get(RowKey.SCENARIO))
                        .map(name -> Map.of(RowKey.SCENARIO, name))
                        .orElse(Map.of()));
    }

    private String command(String name, String ids, String options, Map<String, String> parameters) {
        UnaryOperator<String> parameter = pair -> " -p " + Text.quoted(pair);
        return EBB
                + name
                + parameter.apply(RowKey.ALLOCATOR + "=" + ids)
                + parameters.entrySet().stream()
                        .map(each -> parameter.apply(each.getKey() + "=" + each.getValue()))
                        .collect(Collectors.joining())
                + options
                + options("--allocators", allocators)
                + (parameters.containsKey(RowKey.SCENARIO) ? options("--scenarios", scenarios) : "");
    }

    private static String options(String name, List<String> files) {
        return files.stream().map(file -> " " + name + " " + Text.quoted(file)).collect(Collectors.joining());
    }
}
