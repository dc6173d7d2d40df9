// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.base.Text;
import ebb.results.Environment;
import ebb.results.RunData;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a run says about its machine. */
final class RunFacts {
    private final List<Report.Fact> facts = new ArrayList<>();

    private RunFacts() {}

    static Report.Run of(RunData run) {
        RunFacts of = new RunFacts();
        run.environment().ifPresent(of::addAll);
        return new Report.Run(
                run.name(),
                of.facts,
                run.environment().map(RunFacts::command).orElse(""),
                run.environment().map(all -> all.conditions().warnings()).orElse(List.of()));
    }

    private void addAll(Environment environment) {
        List<Environment.MergedShard> shards = environment.shards();
        List<Environment.Machine> machines = shards == null
                ? List.of(environment.machine())
                : shards.stream().map(Environment.MergedShard::machine).toList();
        add("CPU", machines, Environment.Machine::cpu);
        add("cores", machines, Environment.Machine::cores);
        add("CPU governor", machines, Environment.Machine::governor);
        add("memory", machines, machine -> gib(machine.memory()));
        add(
                "memory limit of the cgroup",
                machines,
                machine -> machine.memoryLimit() == null ? null : gib(machine.memoryLimit()));
        add(
                "swap",
                machines,
                machine -> "total " + gib(machine.swap().total()) + ", used "
                        + gib(machine.swap().used()));
        add("kernel", machines, Environment.Machine::kernel);
        add("transparent huge pages", machines, Environment.Machine::transparentHugePages);
        add("C library", machines, Environment.Machine::libc);
        add("JVM of the harness", environment.ebb().jdk());
        add("Ebb", environment.ebb().version());
        add("commit", environment.ebb().commit());
        add("machine", environment.machine().id());
        add("started", environment.start());
        add("order of forks", environment.invocation().order());
        add("seed of the order", environment.invocation().seed());
        add("forks", environment.invocation().forks());
        add("forks at a time (lanes)", environment.invocation().lanes());
        add("resumed", environment.resumed());
        add(
                "SHA-256 of the user's files",
                environment.invocation().inputs().entrySet().stream()
                        .map(input -> input.getKey() + " " + input.getValue())
                        .collect(Collectors.joining(", ")));
        add("cores used by others before", environment.conditions().othersBefore());
        add("cores used by others meanwhile", environment.conditions().othersDuring());
        add("of these by other guests of the host", environment.conditions().stolenDuring());
    }

    /** What several machines have differs at most from kind to kind: each once. */
    private void add(
            String words, List<Environment.Machine> machines, Function<Environment.Machine, @Nullable Object> of) {
        add(
                words,
                machines.stream()
                        .map(of)
                        .filter(Objects::nonNull)
                        .map(Object::toString)
                        .distinct()
                        .collect(Collectors.joining("; ")));
    }

    private void add(String words, @Nullable Object value) {
        if (value != null && !value.toString().isEmpty()) {
            facts.add(new Report.Fact(words, value.toString()));
        }
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / (1 << 30));
    }

    private static String command(Environment environment) {
        List<String> arguments = environment.invocation().commandLine();
        return arguments == null
                ? ""
                : "java -jar benchmarks.jar"
                        + arguments.stream().map(a -> " " + Text.quoted(a)).collect(Collectors.joining());
    }
}
