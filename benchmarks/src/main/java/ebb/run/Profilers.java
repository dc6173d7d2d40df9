// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.allocator.AllocatorForks;
import ebb.base.EbbException;
import ebb.latency.LatencyProfiler;
import ebb.residency.RssProfiler;
import ebb.results.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.ProfilerException;
import org.openjdk.jmh.profile.ProfilerFactory;
import org.openjdk.jmh.runner.options.ProfilerConfig;

/** The profilers of every fork: those asked for, and the two without which Ebb measures nothing. */
public final class Profilers {
    /** Ebb's own, with short names: JMH's map of these is closed. */
    private enum Own {
        RSS("rss", RssProfiler.class, RunFolder.TIMELINES),
        LATENCY("latency", LatencyProfiler.class, RunFolder.LATENCIES),
        FORKS(AllocatorForks.class.getName(), AllocatorForks.class, "");

        private final String word;
        private final String type;

        /** The run folder's subfolder for its files; empty for one that writes none. */
        private final String folder;

        Own(String word, Class<?> type, String folder) {
            this.word = word;
            this.type = type.getName();
            this.folder = folder;
        }

        private boolean is(ProfilerConfig profiler) {
            return profiler.getKlass().equals(type) || profiler.getKlass().equals(word);
        }

        private static Optional<Own> of(ProfilerConfig profiler) {
            return Arrays.stream(values()).filter(own -> own.is(profiler)).findFirst();
        }
    }

    private Profilers() {}

    /** A line for the end of JMH's list of profilers. */
    public static String shortNames() {
        return Arrays.stream(Own.values())
                .filter(own -> !own.word.equals(own.type))
                .map(own -> "'" + own.word + "' is short for " + own.type)
                .collect(Collectors.joining(", ", "", "."));
    }

    /**
     * The profilers to give to JMH: Ebb's own by their classes, with the run folder for their files unless they were given
     * another.
     *
     * @param asked as {@link #check} has found them good
     */
    public static List<ProfilerConfig> complete(List<ProfilerConfig> asked, Path runFolder) {
        List<ProfilerConfig> all = new ArrayList<>(asked);
        all.removeIf(Own.FORKS::is);
        if (all.stream().noneMatch(Own.RSS::is)) {
            all.add(new ProfilerConfig(Own.RSS.type));
        }
        // The last one's command is the innermost, so programs that other profilers start run on the C library's
        // malloc.
        all.add(new ProfilerConfig(Own.FORKS.type));
        all.replaceAll(one -> withFolder(real(one), runFolder));
        return all;
    }

    /**
     * Tries each, as JMH would before its first fork.
     *
     * @throws EbbException if one is unknown or cannot work here, or is asked for twice
     */
    public static void check(List<ProfilerConfig> profilers) {
        Set<String> types = new HashSet<>();
        for (ProfilerConfig one : profilers) {
            if (!types.add(real(one).getKlass())) {
                throw new EbbException("The profiler " + name(one) + " is asked for twice.");
            }
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
        String type = Own.of(profiler).map(own -> own.type).orElse(profiler.getKlass());
        return new ProfilerConfig(type, profiler.getOpts());
    }

    private static ProfilerConfig withFolder(ProfilerConfig profiler, Path runFolder) {
        String folder = Own.of(profiler).map(own -> own.folder).orElse("");
        String options = profiler.getOpts();
        if (folder.isEmpty() || options.matches("(?:.*;)?\\s*dir\\s*=.*")) {
            return profiler;
        }
        String dir = "dir=" + runFolder.resolve(folder);
        return new ProfilerConfig(profiler.getKlass(), options.isEmpty() ? dir : options + ";" + dir);
    }

    private static String name(ProfilerConfig profiler) {
        return Own.of(profiler).map(own -> own.word).orElse(profiler.getKlass());
    }
}
