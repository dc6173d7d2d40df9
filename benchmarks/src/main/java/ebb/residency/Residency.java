// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.base.EbbException;
import ebb.results.Metric;
import ebb.results.Timeline;
import java.util.List;
import java.util.Locale;

/**
 * The metrics of one burst and its idle period, from what was read at their edges and the timeline between.
 *
 * <p>A metric that the iteration cannot prove throws; one that has no meaning for it is NaN. JMH takes NaN through the
 * fork's link and the mean over forks, and writes it as the string {@code "NaN"}; a label left out would become a zero.
 * NaN are {@code rss.retained.ratio}, {@code rss.t50}, {@code rss.t90} and {@code overhead} where the burst raised RSS
 * by less than {@link #LEAST_RISE}, for then noise is divided by noise; {@code overhead} also where fewer bytes than
 * that were ever live; and {@code frees.remote} where nothing was freed.
 *
 * <p>What is reported otherwise is reported as it was: {@code rss.retained} is negative where idle ends below the base.
 */
record Residency(List<Metric> metrics) {
    /** Bytes. Forks of a quiet JVM differ by 0.21 MiB; below five times that a share of the rise says nothing. */
    static final long LEAST_RISE = 1 << 20;

    /** Bytes of the fork that may have been swapped out since the base. */
    private static final long MOST_SWAP = 1 << 20;

    private static final double MIB = 1 << 20;
    private static final double SECOND = 1e9;

    /** @throws EbbException naming what makes the figures unprovable */
    static Residency of(SmapsRollup base, Cycle cycle, Timeline timeline, long samplerCpu) {
        refuseSwap(base, cycle.idle().memory());
        Cycle.Burst burst = cycle.burst();
        Cycle.Idle idle = cycle.idle();
        IdleCurve curve = IdleCurve.of(cycle, timeline);
        long peak = peak(burst, timeline);
        long rise = peak - base.rss();
        long retained = idle.memory().rss() - base.rss();
        boolean risen = rise >= LEAST_RISE;
        return new Residency(List.of(
                mib("rss.base", base.rss()),
                mib("rss.peak", peak),
                mib("rss.idle", idle.memory().rss()),
                mib("rss.retained", retained),
                new Metric("rss.retained.ratio", risen ? 100.0 * retained / rise : Double.NaN, "%"),
                new Metric("rss.t50", risen ? curve.settledBelow(base.rss() + rise * 0.5) / SECOND : Double.NaN, "s"),
                new Metric("rss.t90", risen ? curve.settledBelow(base.rss() + rise * 0.1) / SECOND : Double.NaN, "s"),
                new Metric("rss.excess", curve.excess(base.rss()) / MIB / SECOND, "MiB·s"),
                mib("rss.lazyfree", idle.memory().lazyFree()),
                mib("rss.thp", idle.memory().hugePages()),
                mib("live.peak", burst.livePeak()),
                new Metric("live.blocks", (double) burst.livePeakBlocks(), "blocks"),
                mib("live.idle", idle.live()),
                new Metric(
                        "overhead",
                        risen && burst.livePeak() >= LEAST_RISE ? (double) rise / burst.livePeak() : Double.NaN,
                        "ratio"),
                new Metric(
                        "frees.remote", idle.frees() > 0 ? 100.0 * idle.freesRemote() / idle.frees() : Double.NaN, "%"),
                new Metric("faults.minor", (double) burst.faults(), "faults"),
                seconds("cpu.user", burst.cpuUser()),
                seconds("cpu.sys", burst.cpuSys()),
                seconds("cpu.idle", idle.cpu()),
                seconds("burst.makespan", burst.end() - burst.start()),
                seconds("idle.length", curve.length()),
                new Metric("sampler.cpu", 100.0 * samplerCpu / span(timeline), "%")));
    }

    /** Highest RSS of the burst: VmHWM lags some pages behind on some kernels, and samples miss what is short. */
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
    static void refuseSwap(SmapsRollup base, SmapsRollup now) {
        long swapped = now.swap() - base.swap();
        if (swapped > MOST_SWAP) {
            throw new EbbException(String.format(
                    Locale.ROOT,
                    "%.1f MiB of the fork were swapped out, so RSS does not tell what was given back: turn swap off"
                            + " (swapoff -a) or leave the machine more free memory, and run again.",
                    swapped / MIB));
        }
    }

    /** Nanoseconds from the first sample to the last. */
    private static long span(Timeline timeline) {
        if (timeline.count() < 2) {
            throw new EbbException("The RSS timeline has " + timeline.count() + " samples, too few for any figure:"
                    + " choose a shorter sampling interval or a longer idle period.");
        }
        return timeline.nanos(timeline.count() - 1) - timeline.nanos(0);
    }

    private static Metric mib(String label, long bytes) {
        return new Metric(label, bytes / MIB, "MiB");
    }

    private static Metric seconds(String label, long nanos) {
        return new Metric(label, nanos / SECOND, "s");
    }
}
