// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.allocator.AllocatorForks;
import ebb.base.EbbException;
import ebb.latency.LatencyProfiler;
import ebb.residency.RssProfiler;
import ebb.results.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.ProfilerException;
import org.openjdk.jmh.profile.ProfilerFactory;
import org.openjdk.jmh.runner.options.ProfilerConfig;

/** The profilers of every fork: those asked for, and the two without which Ebb measures nothing. */
public final class Profilers {
    private static final String RSS = RssProfiler.class.getName();
    private static final String LATENCY = LatencyProfiler.class.getName();
    private static final String FORKS = AllocatorForks.class.getName();

    /** Ebb's short names; JMH has a map of its own for its profilers, to which nobody can add. */
    private static final Map<String, String> SHORT = Map.of("rss", RSS, "latency", LATENCY);

    /** Those that write files, and where in the run folder. */
    private static final Map<String, String> FOLDERS = Map.of(RSS, RunFolder.TIMELINES, LATENCY, RunFolder.LATENCIES);

    private Profilers() {}

    /**
     * The profilers to give to JMH: {@code rss} stands for {@link RssProfiler} and {@code latency} for
     * {@link LatencyProfiler}, which write their files into the run folder unless told another one.
     *
     * @throws EbbException if one is unknown, cannot work here or is there twice
     */
    public static List<ProfilerConfig> complete(List<ProfilerConfig> asked, Path runFolder) {
        List<ProfilerConfig> all = new ArrayList<>();
        for (ProfilerConfig one : asked) {
            if (!one.getKlass().equals(FORKS)) {
                all.add(withFolder(real(one), runFolder));
            }
        }
        if (all.stream().noneMatch(p -> p.getKlass().equals(RSS))) {
            all.add(withFolder(new ProfilerConfig(RSS), runFolder));
        }
        // The last one's command is the innermost: what another profiler starts runs on the C library's malloc.
        all.add(new ProfilerConfig(FORKS));
        for (ProfilerConfig one : all) {
            if (all.stream().filter(p -> p.getKlass().equals(one.getKlass())).count() > 1) {
                throw new EbbException("The profiler " + name(one) + " is asked for twice.");
            }
        }
        return all;
    }

    /**
     * Tries each of these, as JMH would before its first fork.
     *
     * @throws EbbException if one is unknown or cannot work here
     */
    public static void check(List<ProfilerConfig> profilers) {
        for (ProfilerConfig one : profilers) {
            try {
                ProfilerFactory.getProfilerOrException(real(one));
            } catch (ProfilerException e) {
                throw new EbbException(
                        e.getCause() instanceof ClassNotFoundException
                                ? "There is no profiler '" + one.getKlass() + "'; -lprof lists them."
                                : "The profiler " + name(one) + " cannot be used: " + e.getMessage());
            }
        }
    }

    private static ProfilerConfig real(ProfilerConfig profiler) {
        return new ProfilerConfig(SHORT.getOrDefault(profiler.getKlass(), profiler.getKlass()), profiler.getOpts());
    }

    private static ProfilerConfig withFolder(ProfilerConfig profiler, Path runFolder) {
        String folder = FOLDERS.get(profiler.getKlass());
        String options = profiler.getOpts();
        if (folder == null || options.matches("(?:.*;)?\\s*dir\\s*=.*")) {
            return profiler;
        }
        String dir = "dir=" + runFolder.resolve(folder);
        return new ProfilerConfig(profiler.getKlass(), options.isEmpty() ? dir : options + ";" + dir);
    }

    private static String name(ProfilerConfig profiler) {
        return SHORT.entrySet().stream()
                .filter(e -> e.getValue().equals(profiler.getKlass()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(profiler.getKlass());
    }
}
