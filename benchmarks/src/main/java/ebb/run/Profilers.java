// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.allocator.AllocatorForks;
import ebb.residency.RssProfiler;
import ebb.shim.EbbException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.profile.ProfilerException;
import org.openjdk.jmh.profile.ProfilerFactory;
import org.openjdk.jmh.runner.options.ProfilerConfig;

/** The profilers of every fork: those asked for, and the two without which Ebb measures nothing. */
public final class Profilers {
    private static final String RSS = RssProfiler.class.getName();
    private static final String FORKS = AllocatorForks.class.getName();

    private Profilers() {}

    /**
     * The profilers to give to JMH: {@code rss} stands for {@link RssProfiler}, which writes its timelines into the run
     * folder unless told another one.
     *
     * @throws EbbException if one is unknown, cannot work here or is there twice
     */
    public static List<ProfilerConfig> complete(List<ProfilerConfig> asked, Path timelines) {
        List<ProfilerConfig> all = new ArrayList<>();
        for (ProfilerConfig one : asked) {
            boolean rss = one.getKlass().equals("rss") || one.getKlass().equals(RSS);
            if (!one.getKlass().equals(FORKS)) {
                all.add(rss ? new ProfilerConfig(RSS, withFolder(one.getOpts(), timelines)) : one);
            }
        }
        if (all.stream().noneMatch(p -> p.getKlass().equals(RSS))) {
            all.add(new ProfilerConfig(RSS, withFolder("", timelines)));
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
            ProfilerConfig real = one.getKlass().equals("rss") ? new ProfilerConfig(RSS, one.getOpts()) : one;
            try {
                ProfilerFactory.getProfilerOrException(real);
            } catch (ProfilerException e) {
                throw new EbbException(
                        e.getCause() instanceof ClassNotFoundException
                                ? "There is no profiler '" + one.getKlass() + "'; -lprof lists them."
                                : "The profiler " + name(one) + " cannot be used: " + e.getMessage());
            }
        }
    }

    private static String withFolder(String options, Path timelines) {
        if (options.matches("(?:.*;)?\\s*dir\\s*=.*")) {
            return options;
        }
        return options.isEmpty() ? "dir=" + timelines : options + ";dir=" + timelines;
    }

    private static String name(ProfilerConfig profiler) {
        return profiler.getKlass().equals(RSS) ? "rss" : profiler.getKlass();
    }
}
