// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import ebb.base.EbbException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * One allocator's line of the quick verdict. Sizes in MiB, times in seconds.
 *
 * @param burst makespan
 * @param cpu CPU time of the burst, user and system
 * @param base RSS before the burst
 * @param peak RSS
 * @param live most that was allocated at one time
 * @param retained RSS at the end of idle, less base
 * @param percent of what the burst added that is retained; NaN where it added nothing
 * @param t50 until half of it was given back; {@code idle} or more where that never came
 * @param t90 likewise for nine tenths
 * @param excess MiB times seconds
 * @param idle length of the idle period
 * @param liveIdle allocated at the end of idle
 * @param lazyFree given back, and still counted in RSS until there is pressure
 * @param rss RSS from the burst's start to the end of idle, in equal steps of time
 * @param why what holds the memory
 */
public record VerdictRow(
        String allocator,
        String version,
        double burst,
        double cpu,
        double base,
        double peak,
        double live,
        double retained,
        double percent,
        double t50,
        double t90,
        double excess,
        double idle,
        double liveIdle,
        double lazyFree,
        List<Double> rss,
        VerdictWhy why) {

    /** @param figures of the result by label; empty where it has none of that label */
    public static VerdictRow of(
            String allocator,
            String version,
            Function<String, OptionalDouble> figures,
            List<Double> rss,
            VerdictWhy why) {
        return new VerdictRow(
                allocator,
                version,
                score(figures, "burst.makespan"),
                score(figures, "cpu.user") + score(figures, "cpu.sys"),
                score(figures, "rss.base"),
                score(figures, "rss.peak"),
                score(figures, "live.peak"),
                score(figures, "rss.retained"),
                score(figures, "rss.retained.ratio"),
                score(figures, "rss.t50"),
                score(figures, "rss.t90"),
                score(figures, "rss.excess"),
                score(figures, "idle.length"),
                score(figures, "live.idle"),
                score(figures, "rss.lazyfree"),
                rss,
                why);
    }

    private static double score(Function<String, OptionalDouble> figures, String label) {
        return figures.apply(label)
                .orElseThrow(() -> new EbbException("The fork's result lacks the metric " + label + "."));
    }
}
