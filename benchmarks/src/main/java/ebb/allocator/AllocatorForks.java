// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import java.io.File;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.ExternalProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;

/**
 * Puts the allocator under each fork: an external profiler whose only result is the fork's environment. The parameter
 * {@code allocator} names it; a benchmark without that parameter runs on the C library's malloc with its defaults.
 *
 * <p>The command is {@code env -u … LD_PRELOAD=… K=V java …}; env becomes the JVM, so the process stays the one that JMH
 * waits for. Every variable that could choose or set up an allocator is unset unless the catalog entry sets it. What was
 * asked for goes along as system properties, against which {@link Preflight} holds what it finds.
 */
public final class AllocatorForks implements ExternalProfiler {
    private static final String PARAMETER = "allocator";
    private static final String NO_PARAMETER = "glibc";
    private static final String PROPERTIES = "ebb.";
    private static final int UNSAFE_WARNS_FROM = 23;

    /** As JMH demands of a profiler that it discovers. */
    public AllocatorForks() {}

    /** @param options of {@code -prof}; there are none */
    public AllocatorForks(String options) {}

    @Override
    public Collection<String> addJVMInvokeOptions(BenchmarkParams params) {
        return command(System.getenv(), resolve(Catalog.load(), params));
    }

    @Override
    public Collection<String> addJVMOptions(BenchmarkParams params) {
        Catalog catalog = Catalog.load();
        List<String> options = new ArrayList<>(jvmOptions(params.getJdkVersion()));
        for (String name : new TreeSet<>(System.getProperties().stringPropertyNames())) {
            if (name.startsWith(PROPERTIES) && !name.startsWith(Asked.PREFIX)) {
                options.add("-D" + name + "=" + System.getProperty(name));
            }
        }
        options.addAll(Asked.of(resolve(catalog, params), catalog.all()).options());
        return options;
    }

    private static Resolved resolve(Catalog catalog, BenchmarkParams params) {
        String value = params.getParam(PARAMETER);
        return Libraries.resolve(catalog.find(value == null ? NO_PARAMETER : value))
                .orThrow();
    }

    /**
     * What stands before the JVM.
     *
     * @param environment the host's
     */
    static List<String> command(Map<String, String> environment, Resolved resolved) {
        Map<String, String> wanted = new TreeMap<>(resolved.allocator().environment());
        if (!resolved.preload().isEmpty()) {
            wanted.put(
                    "LD_PRELOAD",
                    resolved.preload().stream().map(Object::toString).collect(Collectors.joining(":")));
        }
        List<String> command = new ArrayList<>(List.of("env"));
        for (String name : new TreeSet<>(environment.keySet())) {
            if (AllocatorVariables.isOne(name) && !wanted.containsKey(name)) {
                command.add("-u");
                command.add(name);
            }
        }
        wanted.forEach((name, value) -> command.add(name + "=" + value));
        return command;
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
