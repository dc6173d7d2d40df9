// SPDX-License-Identifier: Apache-2.0
package ebb;

import ebb.shim.EbbException;
import java.util.List;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

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
record VerdictRow(
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

    static VerdictRow of(String allocator, String version, RunResult result, List<Double> rss, VerdictWhy why) {
        return new VerdictRow(
                allocator,
                version,
                score(result, "burst.makespan"),
                score(result, "cpu.user") + score(result, "cpu.sys"),
                score(result, "rss.base"),
                score(result, "rss.peak"),
                score(result, "live.peak"),
                score(result, "rss.retained"),
                score(result, "rss.retained.ratio"),
                score(result, "rss.t50"),
                score(result, "rss.t90"),
                score(result, "rss.excess"),
                score(result, "idle.length"),
                score(result, "live.idle"),
                score(result, "rss.lazyfree"),
                rss,
                why);
    }

    private static double score(RunResult result, String label) {
        Result<?> metric = result.getSecondaryResults().get(label);
        if (metric == null) {
            throw new EbbException("The fork's result lacks the metric " + label + ".");
        }
        return metric.getScore();
    }
}
