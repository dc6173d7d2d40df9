// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.results.Environment;
import ebb.results.RunData;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        Environment.Machine machine = environment.machine();
        add("CPU", machine.cpu());
        add("cores", machine.cores());
        add("CPU governor", machine.governor());
        add("memory", gib(machine.memory()));
        add("memory limit of the cgroup", machine.memoryLimit() == null ? null : gib(machine.memoryLimit()));
        add(
                "swap",
                "total " + machine.swap().total() + ", used " + machine.swap().used());
        add("kernel", machine.kernel());
        add("transparent huge pages", machine.transparentHugePages());
        add("C library", machine.libc());
        add("JVM of the harness", environment.ebb().jdk());
        add("Ebb", environment.ebb().version());
        add("commit", environment.ebb().commit());
        add("machine", machine.id());
        add("started", environment.start());
        add("order of forks", environment.invocation().order());
        add("seed of the order", environment.invocation().seed());
        add("forks", environment.invocation().forks());
        add("resumed", environment.resumed());
        add(
                "SHA-256 of the user's files",
                environment.invocation().inputs().entrySet().stream()
                        .map(input -> input.getKey() + " " + input.getValue())
                        .collect(Collectors.joining(", ")));
        add("cores used by other programs before", environment.conditions().othersBefore());
        add("cores used by other programs meanwhile", environment.conditions().othersDuring());
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
                        + arguments.stream().map(a -> " " + quoted(a)).collect(Collectors.joining());
    }

    /** As a POSIX shell takes it. */
    static String quoted(String argument) {
        return argument.matches("[A-Za-z0-9_@%+=:,./-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
