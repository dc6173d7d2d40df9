// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import ebb.base.EbbException;
import ebb.verdict.Sparkline;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
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

    /** Notes that a release was begun now. */
    void mark() {
        marked = rss.size();
    }

    /** The curve, and its figures; one sentence where nothing was sampled yet. */
    List<String> lines(boolean blocks, String release) {
        List<Long> all;
        synchronized (rss) {
            all = new ArrayList<>(rss);
        }
        if (all.isEmpty()) {
            return List.of("No sample was taken.");
        }
        double top = Collections.max(all) / MIB;
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "RSS over %.1f s, each character the highest of its stretch, from 0 to %.1f MiB:",
                (all.size() - 1) * stepMillis / 1000.0,
                top));
        lines.add("  " + Sparkline.of(all.stream().map(bytes -> bytes / MIB).toList(), top, WIDTH, blocks));
        mark(all.size())
                .ifPresent(column -> lines.add(" ".repeat(2 + column)
                        + String.format(Locale.ROOT, "^ %s at %.1f s", release, marked * stepMillis / 1000.0)));
        lines.add(String.format(
                Locale.ROOT,
                "  first %.1f MiB, last %.1f MiB, least %.1f MiB, most %.1f MiB",
                all.get(0) / MIB,
                all.get(all.size() - 1) / MIB,
                Collections.min(all) / MIB,
                top));
        return lines;
    }

    private OptionalInt mark(int count) {
        int at = marked;
        int width = Math.min(WIDTH, count);
        return at < 0 || at >= count ? OptionalInt.empty() : OptionalInt.of((int) ((long) at * width / count));
    }
}
