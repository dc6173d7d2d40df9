// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import ebb.base.EbbException;
import ebb.verdict.Sparkline;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** RSS of a process over some seconds, as a curve of one line. Whoever ends it early gets what was seen until then. */
final class Watch implements Runnable {
    private static final int WIDTH = 60;
    private static final int SHORT_SECONDS = 30;
    private static final long SHORT_STEP = 100;
    private static final long LONG_STEP = 1000;
    private static final double MIB = 1 << 20;

    private final Patient patient;
    private final long stepMillis;
    private final int steps;
    private final long begin = System.nanoTime();
    private final List<Long> rss = Collections.synchronizedList(new ArrayList<>());
    private volatile int marked = -1;

    /** Ten samples a second for up to 30 s, else one. */
    Watch(Patient patient, int seconds) {
        this.patient = patient;
        this.stepMillis = seconds <= SHORT_SECONDS ? SHORT_STEP : LONG_STEP;
        this.steps = (int) (seconds * 1000L / stepMillis);
    }

    /**
     * Samples until the time is over.
     *
     * @throws EbbException where the process ended before
     */
    @Override
    public void run() {
        for (int i = 0; i <= steps; i++) {
            sleepUntil(begin + TimeUnit.MILLISECONDS.toNanos(i * stepMillis));
            rss.add(patient.rss());
        }
    }

    /** Waits until this share of the time is over. */
    void await(double share) {
        sleepUntil(begin + (long) (TimeUnit.MILLISECONDS.toNanos(steps * stepMillis) * share));
    }

    private static void sleepUntil(long time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time - System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EbbException("Interrupted.");
        }
    }

    /** Notes that the release is made now. */
    void mark() {
        marked = rss.size();
    }

    /** The curve, and its figures; one sentence where nothing was sampled yet. */
    List<String> lines(boolean blocks, String release) {
        synchronized (rss) {
            return lines(rss, stepMillis, blocks, marked, release);
        }
    }

    /** @param marked before which sample the release was made; negative: it was not */
    static List<String> lines(List<Long> rss, long stepMillis, boolean blocks, int marked, String release) {
        if (rss.isEmpty()) {
            return List.of("No sample was taken.");
        }
        double top = Collections.max(rss) / MIB;
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "RSS over %.1f s, each character the highest of its stretch, from 0 to %.1f MiB:",
                seconds(rss.size() - 1, stepMillis),
                top));
        lines.add("  " + Sparkline.of(rss.stream().map(bytes -> bytes / MIB).toList(), top, WIDTH, blocks));
        if (marked >= 0 && marked < rss.size()) {
            int column = (int) ((long) marked * Math.min(WIDTH, rss.size()) / rss.size());
            lines.add(" ".repeat(2 + column)
                    + String.format(Locale.ROOT, "^ %s at %.1f s", release, seconds(marked, stepMillis)));
        }
        lines.add(String.format(
                Locale.ROOT,
                "  first %.1f MiB, last %.1f MiB, least %.1f MiB, most %.1f MiB",
                rss.get(0) / MIB,
                rss.get(rss.size() - 1) / MIB,
                Collections.min(rss) / MIB,
                top));
        return lines;
    }

    private static double seconds(int steps, long stepMillis) {
        return steps * stepMillis / 1000.0;
    }
}
