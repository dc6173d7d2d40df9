// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.base.EbbException;
import ebb.results.Figure;
import ebb.results.Metric;
import ebb.results.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The metrics of one burst and its idle period, from the readings at their edges and the timeline between.
 *
 * <p>A metric that the iteration cannot prove throws; one without a meaning is NaN, which JMH passes through the fork's
 * link and the mean over forks, and writes as the string {@code "NaN"}. A label left out would become a zero. {@code
 * rss.retained.ratio}, {@code rss.t50}, {@code rss.t90} and {@code overhead} are NaN where the burst raised RSS by less
 * than {@link #LEAST_RISE}, since that would divide noise by noise; {@code overhead} also where fewer bytes than that
 * were ever live, and {@code frees.remote} where nothing was freed.
 *
 * <p>All else is reported as measured: {@code rss.retained} is negative where idle ends below the base.
 */
record Residency(List<Figure> metrics) {
    /** Bytes. Forks of a quiet JVM differ by 0.21 MiB; below five times that a share of the rise says nothing. */
    static final long LEAST_RISE = 1 << 20;

    /** Bytes of the fork that may have been swapped out since the base. */
    private static final long MOST_SWAP = 1 << 20;

    private static final double MIB = 1 << 20;
    private static final double SECOND = 1e9;

    /** @throws EbbException naming what makes the figures unprovable */
    static Residency of(KernelFiles.Rollup base, Cycle cycle, Timeline timeline, long samplerCpu, RssError error) {
        refuseSwap(base, cycle.idle().memory());
        Cycle.Burst burst = cycle.burst();
        Cycle.Idle idle = cycle.idle();
        IdleCurve curve = IdleCurve.of(cycle, timeline);
        long peak = peak(burst, timeline);
        long rise = peak - base.rss();
        long retained = idle.memory().rss() - base.rss();
        boolean risen = rise >= LEAST_RISE;
        List<Figure> metrics = new ArrayList<>(List.of(
                mib(Metric.RSS_BASE, base.rss()),
                mib(Metric.RSS_PEAK, peak),
                mib(Metric.RSS_ERROR, error.sample()),
                mib(Metric.RSS_IDLE, idle.memory().rss()),
                mib(Metric.RETAINED, retained),
                Metric.RETAINED_RATIO.at(risen ? 100.0 * retained / rise : Double.NaN),
                Metric.T50.at(risen ? curve.settledBelow(base.rss() + rise * 0.5) / SECOND : Double.NaN),
                Metric.T90.at(risen ? curve.settledBelow(base.rss() + rise * 0.1) / SECOND : Double.NaN),
                Metric.EXCESS.at(curve.excess(base.rss()) / MIB / SECOND),
                mib(Metric.LAZYFREE, idle.memory().lazyFree()),
                mib(Metric.THP, idle.memory().hugePages())));
        cycle.requests().ifPresent(requests -> metrics.addAll(of(requests, risen ? rise : 0)));
        metrics.addAll(List.of(
                Metric.FAULTS.at((double) burst.faults()),
                seconds(Metric.CPU_USER, burst.cpuUser()),
                seconds(Metric.CPU_SYS, burst.cpuSys()),
                seconds(Metric.CPU_IDLE, idle.cpu()),
                seconds(Metric.MAKESPAN, burst.end() - burst.start()),
                seconds(Metric.IDLE_LENGTH, curve.length()),
                Metric.SAMPLER_CPU.at(100.0 * samplerCpu / span(timeline))));
        return new Residency(List.copyOf(metrics));
    }

    /** @param rise bytes by which the burst raised RSS; 0 where that is too little to be divided */
    private static List<Figure> of(Cycle.Requests requests, long rise) {
        long peak = requests.livePeak();
        return List.of(
                mib(Metric.LIVE_PEAK, peak),
                Metric.LIVE_BLOCKS.at((double) requests.livePeakBlocks()),
                mib(Metric.LIVE_IDLE, requests.live()),
                Metric.OVERHEAD.at(rise > 0 && peak >= LEAST_RISE ? (double) rise / peak : Double.NaN),
                Metric.FREES_REMOTE.at(
                        requests.frees() > 0 ? 100.0 * requests.freesRemote() / requests.frees() : Double.NaN));
    }

    /** Highest RSS of the burst: samples miss short peaks, and the high-water mark is not exact. */
    static long peak(Cycle.Burst burst, Timeline timeline) {
        long peak = Math.max(burst.status().highWater(), burst.status().rss());
        for (int i = 0; i < timeline.count(); i++) {
            if (timeline.nanos(i) >= burst.start() && timeline.nanos(i) <= burst.end()) {
                peak = Math.max(peak, timeline.rss(i));
            }
        }
        return peak;
    }

    /** @throws EbbException where more of the fork was swapped out since the base than noise explains */
    static void refuseSwap(KernelFiles.Rollup base, KernelFiles.Rollup now) {
        long swapped = now.swap() - base.swap();
        if (swapped > MOST_SWAP) {
            throw new EbbException(String.format(
                    Locale.ROOT,
                    "%.1f MiB of the fork were swapped out, so RSS does not show what was given back: turn swap off"
                            + " (swapoff -a) or leave the machine more free memory, and run again.",
                    swapped / MIB));
        }
    }

    private static long span(Timeline timeline) {
        if (timeline.count() < 2) {
            throw new EbbException("The RSS timeline has " + timeline.count() + " samples, too few for any figure:"
                    + " choose a shorter sampling interval or a longer idle period.");
        }
        return timeline.nanos(timeline.count() - 1) - timeline.nanos(0);
    }

    private static Figure mib(Metric metric, long bytes) {
        return metric.at(bytes / MIB);
    }

    private static Figure seconds(Metric metric, long nanos) {
        return metric.at(nanos / SECOND);
    }
}
