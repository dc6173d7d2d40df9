// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.results.RowKey;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.ExternalProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;

/**
 * Starts each fork on its allocator: an external profiler that only sets the fork's environment.
 *
 * <p>The command is {@code env -u … LD_PRELOAD=… K=V java …}; env becomes the JVM, so the process is the one that JMH
 * waits for. Every variable of the host that could choose or set up an allocator is unset unless the catalog's entry
 * sets it, even an LD_PRELOAD or GLIBC_TUNABLES with another purpose. The {@link ForkAssignment} goes along, and {@link
 * Preflight} checks the fork against it.
 */
public final class AllocatorForks implements ExternalProfiler {
    private static final int UNSAFE_WARNS_FROM = 23;

    /** jemalloc built with a prefix has it before its variable's name too: JE_MALLOC_CONF, _RJEM_MALLOC_CONF. */
    private static final String MALLOC_CONF = "MALLOC_CONF";

    private static final String LD_PRELOAD = "LD_PRELOAD";

    /**
     * The assignment of the next fork of each thread. JMH makes this profiler anew for each fork, by the name of its
     * class, so only a static field can bring the assignment here; it does so in the thread that runs the fork. Where it
     * is not set (under JMH's own main, or while JMH lists profilers) Preflight ends the fork with a sentence.
     */
    private static final ThreadLocal<@Nullable Next> NEXT = new ThreadLocal<>();

    /** @param before the words before the fork's command */
    private record Next(ForkAssignment assignment, List<String> before) {}

    /** As JMH demands of a profiler that it discovers. */
    public AllocatorForks() {}

    /** @param options of {@code -prof}; there are none */
    public AllocatorForks(String options) {}

    /** Sets the assignment of this thread's next fork; null where none is about to start. */
    public static void assign(@Nullable ForkAssignment assignment) {
        assign(assignment, List.of());
    }

    /** @param before the words before the fork's command: that which becomes it */
    public static void assign(@Nullable ForkAssignment assignment, List<String> before) {
        NEXT.set(assignment == null ? null : new Next(assignment, before));
    }

    @Override
    public Collection<String> addJVMInvokeOptions(BenchmarkParams params) {
        Next fork = NEXT.get();
        if (fork == null) {
            return List.of();
        }
        ForkAssignment assignment = fork.assignment();
        List<String> words = new ArrayList<>(fork.before());
        boolean service = params.getParamsKeys().contains(RowKey.SERVICE);
        words.addAll(HugePages.of(params.getParam(RowKey.THP)).before());
        words.addAll(
                command(System.getenv(), service ? assignment.withoutAllocator() : assignment, List.of(), Map.of()));
        return words;
    }

    @Override
    public Collection<String> addJVMOptions(BenchmarkParams params) {
        List<String> options = new ArrayList<>(jvmOptions(params.getJdkVersion()));
        Next fork = NEXT.get();
        if (fork != null) {
            options.addAll(fork.assignment().options());
            options.addAll(HugePages.of(params.getParam(RowKey.THP)).options());
        }
        return options;
    }

    /**
     * The words of the command before {@code java}.
     *
     * @param environment what the program would have otherwise
     * @param before libraries that are preloaded before the allocator's
     * @param more variables beside the allocator's
     */
    static List<String> command(
            Map<String, String> environment, ForkAssignment assignment, List<Path> before, Map<String, String> more) {
        Map<String, String> wanted = new TreeMap<>(more);
        wanted.putAll(assignment.environment());
        List<Path> preload = new ArrayList<>(before);
        preload.addAll(assignment.preload());
        if (!preload.isEmpty()) {
            wanted.put("LD_PRELOAD", preload.stream().map(Object::toString).collect(Collectors.joining(":")));
        }
        List<String> command = new ArrayList<>(List.of("env"));
        for (String name : new TreeSet<>(environment.keySet())) {
            if (isVariable(name) && !wanted.containsKey(name)) {
                command.add("-u");
                command.add(name);
            }
        }
        wanted.forEach((name, value) -> command.add(name + "=" + value));
        return command;
    }

    /** Whether an environment variable of that name can put an allocator in place, or set one up. */
    public static boolean isVariable(String name) {
        String upper = name.toUpperCase(Locale.ROOT); // mimalloc also reads its own in lower case
        return upper.startsWith(LD_PRELOAD) || upper.endsWith(MALLOC_CONF) || Family.isVariable(upper);
    }

    /** Words of which each such variable's name contains one. */
    static Stream<String> variables() {
        return Stream.concat(Family.allVariables(), Stream.of(LD_PRELOAD, MALLOC_CONF));
    }

    /** Without these, newer JVMs warn in every fork about what JNA and JMH do. */
    static List<String> jvmOptions(String jdkVersion) {
        List<String> options = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED"));
        if (Runtime.Version.parse(jdkVersion).feature() >= UNSAFE_WARNS_FROM) {
            options.add("--sun-misc-unsafe-memory-access=allow");
        }
        return options;
    }

    @Override
    public void beforeTrial(BenchmarkParams params) {
        // The fork proves itself: see Preflight.
    }

    @Override
    public Collection<? extends Result<?>> afterTrial(BenchmarkResult result, long pid, File stdOut, File stdErr) {
        return List.of();
    }

    @Override
    public boolean allowPrintOut() {
        return true;
    }

    @Override
    public boolean allowPrintErr() {
        return true;
    }

    @Override
    public String getDescription() {
        return "Ebb: runs each fork on the malloc that the parameter 'allocator' names; always on";
    }
}
