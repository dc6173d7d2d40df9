// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import ebb.base.EbbException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The CSV of a timeline: seconds since the first sample, MiB of 2^20 bytes, the phase; a header, nothing else. */
public final class TimelineCsv {
    public static final String HEADER = "time_s,rss_mib,live_mib,phase";

    private static final double SECOND = 1e9;
    private static final double MIB = 1 << 20;

    private TimelineCsv() {}

    static void write(Timeline timeline, Appendable out) throws IOException {
        out.append(HEADER).append('\n');
        for (int i = 0; i < timeline.count(); i++) {
            out.append(String.format(
                    Locale.ROOT,
                    "%.6f,%.3f,%.6f,%s\n",
                    (timeline.nanos(i) - timeline.nanos(0)) / SECOND,
                    timeline.rss(i) / MIB,
                    timeline.live(i) / MIB,
                    timeline.phase(i).label()));
        }
    }

    static Timeline read(Path csv) {
        List<String> lines = lines(csv);
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
                live[i] = Math.round(Double.parseDouble(cells[2]) * MIB);
                phases[i] = Phase.valueOf(cells[3].toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new EbbException("Line " + (i + 2) + " of " + csv + " is not a sample: '" + line + "'.");
            }
        }
        return Timeline.of(nanos, rss, live, phases);
    }

    private static List<String> lines(Path csv) {
        try {
            return Files.readAllLines(csv);
        } catch (IOException | UncheckedIOException e) {
            throw new EbbException("The timeline " + csv + " could not be read: " + e.getMessage() + ".");
        }
    }
}
