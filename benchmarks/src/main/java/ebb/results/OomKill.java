// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import com.google.gson.reflect.TypeToken;
import ebb.base.EbbException;
import ebb.base.Json;
import ebb.base.Problem;
import ebb.base.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A fork that the kernel's OOM killer ended, or of whose service it ended a process, as its cgroup says: the result that
 * it does not survive its limit.
 *
 * @param fork 1 for the row's first; warm-up forks are counted apart
 * @param limit MiB
 * @param rss MiB that were resident at the last sample before, of a service the most in any sample; null where there is
 *     none
 * @param live MiB that were requested and not freed then; null where nobody knows
 * @param livePeak MiB, the most in any sample; likewise
 */
public record OomKill(
        RowKey row,
        int fork,
        boolean warmup,
        double limit,
        @Nullable Double rss,
        @Nullable Double live,
        @Nullable Double livePeak) {
    private static final double MIB = 1 << 20;
    private static final int SAMPLE_WORDS = 3;

    /**
     * @param timeline the file that the fork's sampler wrote to: see ebb_sampler_new
     * @throws EbbException where it cannot be read
     */
    public static OomKill of(RowKey row, int fork, boolean warmup, long limit, Path timeline) {
        ByteBuffer samples = ByteBuffer.wrap(bytes(timeline)).order(ByteOrder.nativeOrder());
        long time = 0;
        long rss = 0;
        long live = 0;
        long peak = 0;
        long highest = 0;
        while (samples.remaining() >= SAMPLE_WORDS * Long.BYTES) {
            long at = samples.getLong();
            long resident = samples.getLong();
            long requested = samples.getLong();
            peak = Math.max(peak, requested);
            highest = Math.max(highest, resident);
            if (at > time) {
                time = at;
                rss = resident;
                live = requested;
            }
        }
        boolean sampled = time > 0;
        boolean service = isOfService(row); // whose samples go on without the process, and count processes
        return new OomKill(
                row,
                fork,
                warmup,
                limit / MIB,
                sampled ? (service ? highest : rss) / MIB : null,
                sampled && !service ? live / MIB : null,
                sampled && !service ? peak / MIB : null);
    }

    private static byte[] bytes(Path file) {
        try {
            return WholeFile.bytes(file);
        } catch (IOException e) {
            throw new EbbException("Cannot read " + file + ": " + Problem.of(e) + ".");
        }
    }

    /** One that was kept. */
    public static OomKill read(Path file) {
        return Json.read(file, TypeToken.get(OomKill.class), "delete it, and --resume runs that fork once more");
    }

    private static boolean isOfService(RowKey row) {
        return row.params().containsKey(RowKey.SERVICE);
    }

    /** With the fork's name. */
    public String text() {
        return row.label() + ", fork " + fork + ": " + sentence();
    }

    /** Without it. */
    public String sentence() {
        String killed = String.format(
                Locale.ROOT,
                "the kernel's OOM killer ended %s at its limit of %,.0f MiB",
                isOfService(row) ? "a process of its service" : "it",
                limit);
        if (isOfService(row)) {
            return killed
                    + (rss == null
                            ? ", before its first burst."
                            : String.format(Locale.ROOT, ", with at most %,.1f MiB resident in any sample.", rss));
        }
        if (!row.params().containsKey(RowKey.SCENARIO)) {
            return killed + ".";
        }
        if (rss == null || live == null || livePeak == null || livePeak == 0) {
            return killed + " before its load had allocated anything: the JVM alone needs more.";
        }
        return String.format(Locale.ROOT, "%s, with %,.1f MiB resident, %,.1f MiB of it live.", killed, rss, live);
    }
}
