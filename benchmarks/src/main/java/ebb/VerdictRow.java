// SPDX-License-Identifier: Apache-2.0
package ebb;

import ebb.shim.EbbException;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * One allocator's line of the quick verdict. Sizes in MiB, times in seconds.
 *
 * @param burst makespan
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
 */
record VerdictRow(
        String allocator,
        String version,
        double burst,
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
        List<Double> rss) {

    static VerdictRow of(String allocator, String version, RunResult result, List<Double> rss) {
        Map<String, Result> metrics = metrics(result);
        return new VerdictRow(
                allocator,
                version,
                score(metrics, "burst.makespan"),
                score(metrics, "rss.base"),
                score(metrics, "rss.peak"),
                score(metrics, "live.peak"),
                score(metrics, "rss.retained"),
                score(metrics, "rss.retained.ratio"),
                score(metrics, "rss.t50"),
                score(metrics, "rss.t90"),
                score(metrics, "rss.excess"),
                score(metrics, "idle.length"),
                score(metrics, "live.idle"),
                score(metrics, "rss.lazyfree"),
                rss);
    }

    @SuppressWarnings("rawtypes")
    private static Map<String, Result> metrics(RunResult result) {
        return result.getSecondaryResults();
    }

    @SuppressWarnings("rawtypes")
    private static double score(Map<String, Result> metrics, String label) {
        Result<?> metric = metrics.get(label);
        if (metric == null) {
            throw new EbbException("The fork's result lacks the metric " + label + ".");
        }
        return metric.getScore();
    }
}
