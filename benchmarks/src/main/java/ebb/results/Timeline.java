// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import ebb.base.EbbException;
import ebb.base.WholeFile;
import ebb.shim.NativeSampler;
import ebb.shim.Sampler;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Samples of RSS and live bytes in order of time, each with its phase. Immutable.
 *
 * <p>Where the sampler's memory was full, it kept of each two samples the one with the higher RSS: peaks stay, and the
 * steps between samples differ.
 */
public final class Timeline {
    public static final String HEADER = "time_s,rss_mib,live_mib,phase";

    /** Stands for the live bytes of a program that nobody counts; an empty cell in the CSV. */
    public static final long UNKNOWN = -1;

    private static final double SECOND = 1e9;
    private static final double MIB = 1 << 20;

    /** What the load did from one time to another, both inclusive; nanoseconds of CLOCK_MONOTONIC. */
    public record Span(Phase phase, long start, long end) {}

    private final long[] nanos;
    private final long[] rss;
    private final long[] live;
    private final Phase[] phases;

    private Timeline(long[] nanos, long[] rss, long[] live, Phase[] phases) {
        this.nanos = nanos;
        this.rss = rss;
        this.live = live;
        this.phases = phases;
    }

    /** The stopped sampler's samples; their times and those of the spans are of the same clock. */
    public static Timeline of(Sampler sampler, List<Span> spans) {
        int count = sampler.count();
        long[] nanos = new long[count];
        long[] rss = new long[count];
        long[] live = new long[count];
        for (int i = 0; i < count; i++) {
            nanos[i] = sampler.time(i);
            rss[i] = sampler.rss(i);
            live[i] = sampler instanceof NativeSampler own ? own.live(i) : UNKNOWN;
        }
        return of(nanos, rss, live, spans);
    }

    /** @param spans in order of time, at least one; between two of them is {@link Phase#AFTER} */
    public static Timeline of(long[] nanos, long[] rss, long[] live, List<Span> spans) {
        Phase[] phases = new Phase[nanos.length];
        int at = 0;
        for (int i = 0; i < nanos.length; i++) {
            while (at + 1 < spans.size() && spans.get(at + 1).start() <= nanos[i]) {
                at++;
            }
            Span span = spans.get(at);
            phases[i] = nanos[i] < span.start() ? Phase.SETUP : nanos[i] <= span.end() ? span.phase() : Phase.AFTER;
        }
        return new Timeline(nanos, rss, live, phases);
    }

    /** @throws EbbException when the CSV cannot be read or a line of it is not a sample */
    public static Timeline read(Path csv) {
        List<String> lines = WholeFile.read(csv).lines().toList();
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw new EbbException(csv + " is not a timeline: its first line is not '" + HEADER + "'.");
        }
        int count = lines.size() - 1;
        long[] nanos = new long[count];
        long[] rss = new long[count];
        long[] live = new long[count];
        Phase[] phases = new Phase[count];
        for (int i = 0; i < count; i++) {
            String line = lines.get(i + 1);
            String[] cells = line.split(",", -1);
            try {
                nanos[i] = Math.round(Double.parseDouble(cells[0]) * SECOND);
                rss[i] = Math.round(Double.parseDouble(cells[1]) * MIB);
                live[i] = cells[2].isEmpty() ? UNKNOWN : Math.round(Double.parseDouble(cells[2]) * MIB);
                phases[i] = Phase.of(cells[3]);
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new EbbException("Line " + (i + 2) + " of " + csv + " is not a sample: '" + line + "'.");
            }
        }
        return new Timeline(nanos, rss, live, phases);
    }

    /** Its CSV: a header; seconds since the first sample, MiB of 2^20 bytes, the phase. */
    public String csv() {
        StringBuilder csv = new StringBuilder(HEADER).append('\n');
        for (int i = 0; i < nanos.length; i++) {
            csv.append(String.format(
                    Locale.ROOT,
                    "%.6f,%.3f,%s,%s\n",
                    (nanos[i] - nanos[0]) / SECOND,
                    rss[i] / MIB,
                    live[i] == UNKNOWN ? "" : String.format(Locale.ROOT, "%.6f", live[i] / MIB),
                    phases[i].label()));
        }
        return csv.toString();
    }

    public int count() {
        return nanos.length;
    }

    /** Nanoseconds of CLOCK_MONOTONIC, or since the first sample where read from a CSV. */
    public long nanos(int index) {
        return nanos[index];
    }

    /** Resident bytes; rounded to 0.001 MiB where read from a CSV. */
    public long rss(int index) {
        return rss[index];
    }

    /** Bytes requested and not yet freed, or {@link #UNKNOWN}. */
    public long live(int index) {
        return live[index];
    }

    public Phase phase(int index) {
        return phases[index];
    }
}
