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
 * Puts the allocator under each fork: an external profiler whose only result is the fork's environment.
 *
 * <p>The command is {@code env -u … LD_PRELOAD=… K=V java …}; env becomes the JVM, so the process stays the one that JMH
 * waits for. Every variable that could choose or set up an allocator is unset unless the catalog's entry sets it, whatever
 * the host was started with; that takes away an LD_PRELOAD and a GLIBC_TUNABLES with another purpose too. What was asked
 * for goes along as a {@link ForkAssignment}, against which {@link Preflight} holds what it finds.
 */
public final class AllocatorForks implements ExternalProfiler {
    private static final int UNSAFE_WARNS_FROM = 23;

    /** What such variables' names begin with, in upper case; mimalloc reads its own in lower case as well. */
    private static final List<String> VARIABLES = List.of(
            "LD_PRELOAD",
            "GLIBC_TUNABLES",
            "MALLOC",
            "MIMALLOC_",
            "TCMALLOC_",
            "PERFTOOLS_",
            "HEAPPROFILE",
            "HEAP_PROFILE_",
            "HEAPCHECK",
            "HEAP_CHECK_",
            "CPUPROFILE",
            "DEBUGALLOCATION",
            "TBB_MALLOC_",
            "TBB_VERSION",
            "SCUDO_");

    /** jemalloc built with a prefix has it before its variable's name too: JE_MALLOC_CONF, _RJEM_MALLOC_CONF. */
    private static final String MALLOC_CONF = "MALLOC_CONF";

    /**
     * The assignment of the fork that starts next. JMH makes this profiler anew for each fork, by the name of its class and
     * with nothing that the run knows, so only a static field can bring the assignment here. One is enough: JMH runs one
     * fork at a time, and the run sets it before each. Where nobody has set it (under JMH's own main, or while JMH lists
     * profilers) nothing is put in place, and Preflight ends the fork with a sentence.
     */
    private static volatile @Nullable ForkAssignment next;

    /** As JMH demands of a profiler that it discovers. */
    public AllocatorForks() {}

    /** @param options of {@code -prof}; there are none */
    public AllocatorForks(String options) {}

    /** Hands over what the fork that starts next is assigned; null where none is about to start. */
    public static void assign(@Nullable ForkAssignment assignment) {
        next = assignment;
    }

    @Override
    public Collection<String> addJVMInvokeOptions(BenchmarkParams params) {
        ForkAssignment assignment = next;
        if (assignment == null) {
            return List.of();
        }
        boolean service = params.getParamsKeys().contains(RowKey.SERVICE);
        return command(System.getenv(), service ? assignment.withoutAllocator() : assignment, List.of(), Map.of());
    }

    @Override
    public Collection<String> addJVMOptions(BenchmarkParams params) {
        List<String> options = new ArrayList<>(jvmOptions(params.getJdkVersion()));
        ForkAssignment assignment = next;
        if (assignment != null) {
            options.addAll(assignment.options());
        }
        return options;
    }

    /**
     * What stands before the program that is to run on the allocator.
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
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.endsWith(MALLOC_CONF) || VARIABLES.stream().anyMatch(upper::startsWith);
    }

    /** Words of which each such variable's name contains one. */
    static Stream<String> variables() {
        return Stream.concat(VARIABLES.stream(), Stream.of(MALLOC_CONF));
    }

    /** Newer JVMs warn of what JNA and JMH do; the warnings would be in every fork's output. */
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
