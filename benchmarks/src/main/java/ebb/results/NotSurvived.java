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
 * A fork that did not survive its limit, which is a result: the kernel's OOM killer ended it, or a process of its service,
 * as its cgroup says; or its time ran out while its cgroup was at the limit.
 *
 * @param fork 1 for the row's first; warm-up forks are counted apart
 * @param limit MiB
 * @param rss MiB that were resident at the last sample before, of a service the most in any sample; null where there is
 *     none
 * @param live MiB that were requested and not freed then; null where nobody knows
 * @param livePeak MiB, the most in any sample; likewise
 * @param timeOut null where the OOM killer ended it
 */
public record NotSurvived(
        RowKey row,
        int fork,
        boolean warmup,
        double limit,
        @Nullable Double rss,
        @Nullable Double live,
        @Nullable Double livePeak,
        @Nullable TimeOut timeOut) {
    /**
     * That something did not end, or begin, in its time.
     *
     * @param sentence that says so
     * @param hits how often the cgroup was at its limit, and the kernel had to take memory from it first; at least 1
     */
    public record TimeOut(String sentence, long hits) {}

    private static final double MIB = 1 << 20;
    private static final int SAMPLE_WORDS = 3;

    /**
     * @param limit bytes
     * @param timeline the file that the fork's sampler wrote to: see ebb_sampler_new
     * @throws EbbException where it cannot be read
     */
    public static NotSurvived of(
            RowKey row, int fork, boolean warmup, long limit, Path timeline, @Nullable TimeOut timeOut) {
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
        return new NotSurvived(
                row,
                fork,
                warmup,
                limit / MIB,
                sampled ? (service ? highest : rss) / MIB : null,
                sampled && !service ? live / MIB : null,
                sampled && !service ? peak / MIB : null,
                timeOut);
    }

    private static byte[] bytes(Path file) {
        try {
            return WholeFile.bytes(file);
        } catch (IOException e) {
            throw new EbbException("Cannot read " + file + ": " + Problem.of(e) + ".");
        }
    }

    /** One that was kept. */
    public static NotSurvived read(Path file) {
        return Json.read(file, TypeToken.get(NotSurvived.class), "delete it, and --resume runs that fork once more");
    }

    private static boolean isOfService(RowKey row) {
        return row.params().containsKey(RowKey.SERVICE);
    }

    /** With the fork's name. */
    public String text() {
        return row.label() + ", fork " + fork + ": " + sentence();
    }

    /** How it ended, in a word or two. */
    public String word() {
        return timeOut == null ? "killed" : "timed out";
    }

    /** Without it. */
    public String sentence() {
        if (timeOut != null) {
            return String.format(
                    Locale.ROOT,
                    "its time ran out at its limit of %,.0f MiB, at which its cgroup was %,d %s: %s",
                    limit,
                    timeOut.hits(),
                    timeOut.hits() == 1 ? "time" : "times",
                    timeOut.sentence());
        }
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
        if (rss == null || live == null || livePeak == null) {
            // The first sample is taken while the base is read, which comes before the load.
            return killed + " before its load had allocated anything: the JVM alone needs more.";
        }
        if (livePeak == 0) {
            return killed + " before a sample showed its load."; // which may have grown since the last one
        }
        return String.format(Locale.ROOT, "%s, with %,.1f MiB resident, %,.1f MiB of it live.", killed, rss, live);
    }
}
