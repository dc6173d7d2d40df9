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
 * A fork that the kernel's OOM killer ended, as its cgroup says: the result that it does not survive its limit.
 *
 * @param fork 1 for the row's first; warm-up forks are counted apart
 * @param limit MiB
 * @param rss MiB that were resident at the last sample before; null where it was killed before the first
 * @param live MiB that were requested and not freed then
 * @param livePeak MiB, the most in any sample
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
        while (samples.remaining() >= SAMPLE_WORDS * Long.BYTES) {
            long at = samples.getLong();
            long resident = samples.getLong();
            long requested = samples.getLong();
            peak = Math.max(peak, requested);
            if (at > time) {
                time = at;
                rss = resident;
                live = requested;
            }
        }
        boolean sampled = time > 0;
        return new OomKill(
                row,
                fork,
                warmup,
                limit / MIB,
                sampled ? rss / MIB : null,
                sampled ? live / MIB : null,
                sampled ? peak / MIB : null);
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

    /** Whether the program that was to be measured had allocated nothing yet. */
    public boolean isBeforeLoad() {
        return livePeak == null || livePeak == 0;
    }

    /** With the fork's name. */
    public String text() {
        return row.label() + ", fork " + fork + ": " + sentence();
    }

    /** Without it. */
    public String sentence() {
        String killed = String.format(Locale.ROOT, "the kernel's OOM killer ended it at its limit of %,.0f MiB", limit);
        if (rss == null || live == null || isBeforeLoad()) {
            return killed + " before its load had allocated anything: the JVM alone needs more.";
        }
        return String.format(Locale.ROOT, "%s, with %,.1f MiB resident, %,.1f MiB of it live.", killed, rss, live);
    }
}
