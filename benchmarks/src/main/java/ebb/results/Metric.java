// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import static ebb.results.Direction.LESS;
import static ebb.results.Direction.MORE;
import static ebb.results.Direction.NEITHER;
import static ebb.results.Scale.DIFFERENCE;
import static ebb.results.Scale.RATIO;

import ebb.shim.NativeBooks.Book;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A figure that Ebb reports beside JMH's score: the one place that knows its name, its unit, which way it is better, how
 * two values are held against each other, the least shift that is worth a word, and what it means.
 *
 * <p>The limits are those of the tables that Ebb prints, not of any machine: a machine's own come from its noise file.
 *
 * @param label in JMH's results
 * @param unit in which it is reported; empty for one that Ebb does not know
 * @param limit taken where neither {@code --threshold} nor a noise file names one
 * @param meaning one line for a table
 */
public record Metric(String label, String unit, Direction direction, Scale scale, Limit limit, String meaning) {
    private static final Limit RATIO_LIMIT = Limit.share(0.05);
    private static final Limit CPU_LIMIT = new Limit(0.10, 0.05);
    private static final Limit FAULTS_LIMIT = new Limit(0.10, 1000);
    private static final Limit LATENCY_LIMIT = Limit.share(0.10);

    /** What a container's limit is set to, and at the least a share of what was retained before. */
    private static final Limit MIB_LIMIT = new Limit(0.05, 8);

    /** In the order of this file, which is that of every table of them. */
    private static final Map<String, Metric> KNOWN = new LinkedHashMap<>();

    /** Of a burst: equal to its row's score. */
    public static final Metric MAKESPAN =
            known("burst.makespan", "s", LESS, RATIO, RATIO_LIMIT, "length of the burst, measured in C");

    public static final Metric RSS_BASE = known(
            "rss.base",
            "MiB",
            LESS,
            DIFFERENCE,
            MIB_LIMIT,
            "RSS before the first burst, everything loaded, every worker started");
    public static final Metric RSS_PEAK = known(
            "rss.peak",
            "MiB",
            LESS,
            RATIO,
            RATIO_LIMIT,
            "highest RSS in the burst: of the kernel's high-water mark, the samples and its end");
    public static final Metric RSS_ERROR = known(
            "rss.error",
            "MiB",
            NEITHER,
            DIFFERENCE,
            MIB_LIMIT,
            "by how much the peak and each sample may be off: the kernel counts RSS on each CPU for itself");
    public static final Metric RSS_IDLE =
            known("rss.idle", "MiB", LESS, DIFFERENCE, MIB_LIMIT, "RSS at the end of the idle period");
    public static final Metric RETAINED =
            known("rss.retained", "MiB", LESS, DIFFERENCE, MIB_LIMIT, "rss.idle less rss.base");
    public static final Metric RETAINED_RATIO = known(
            "rss.retained.ratio", "%", LESS, DIFFERENCE, Limit.amount(5), "rss.retained of (rss.peak - rss.base)");
    public static final Metric T50 = known(
            "rss.t50",
            "s",
            LESS,
            DIFFERENCE,
            new Limit(0.10, 1),
            "until at most 50 % of (rss.peak - rss.base) is left for good; equal to idle.length: never");
    public static final Metric T90 =
            known("rss.t90", "s", LESS, DIFFERENCE, new Limit(0.10, 1), "likewise until at most 10 % is left");
    public static final Metric EXCESS = known(
            "rss.excess", "MiB·s", LESS, DIFFERENCE, new Limit(0.05, 100), "integral of (RSS - rss.base) over idle");
    public static final Metric LAZYFREE = known(
            "rss.lazyfree",
            "MiB",
            NEITHER,
            DIFFERENCE,
            MIB_LIMIT,
            "given back with MADV_FREE and still counted in RSS, at the end of idle");
    public static final Metric THP =
            known("rss.thp", "MiB", NEITHER, DIFFERENCE, MIB_LIMIT, "anonymous huge pages at the end of idle");
    public static final Metric RATCHET = known(
            "rss.ratchet",
            "MiB/burst",
            LESS,
            DIFFERENCE,
            new Limit(0.05, 2),
            "slope of the peaks of three bursts or more");

    public static final Metric LIVE_PEAK =
            known("live.peak", "MiB", NEITHER, DIFFERENCE, RATIO_LIMIT, "the most requested at one time");
    public static final Metric LIVE_BLOCKS =
            known("live.blocks", "blocks", NEITHER, DIFFERENCE, RATIO_LIMIT, "the blocks then");
    public static final Metric LIVE_IDLE =
            known("live.idle", "MiB", NEITHER, DIFFERENCE, RATIO_LIMIT, "requested and not freed at the end of idle");
    public static final Metric OVERHEAD =
            known("overhead", "ratio", LESS, RATIO, RATIO_LIMIT, "(rss.peak - rss.base) / live.peak");
    public static final Metric FREES_REMOTE = known(
            "frees.remote",
            "%",
            NEITHER,
            DIFFERENCE,
            Limit.amount(1),
            "frees by another thread than the one that allocated");
    public static final Metric FAULTS =
            known("faults.minor", "faults", LESS, RATIO, FAULTS_LIMIT, "minor page faults during the burst");
    public static final Metric CPU_USER =
            known("cpu.user", "s", LESS, RATIO, CPU_LIMIT, "CPU time of the burst in user mode");
    public static final Metric CPU_SYS =
            known("cpu.sys", "s", LESS, RATIO, CPU_LIMIT, "CPU time of the burst in the kernel");
    public static final Metric CPU_IDLE =
            known("cpu.idle", "s", LESS, DIFFERENCE, CPU_LIMIT, "CPU time of the whole idle period");
    public static final Metric IDLE_LENGTH =
            known("idle.length", "s", NEITHER, DIFFERENCE, RATIO_LIMIT, "the idle period as it was");
    public static final Metric SAMPLER_CPU =
            known("sampler.cpu", "%", NEITHER, DIFFERENCE, RATIO_LIMIT, "the sampler's share of one core");

    public static final Metric PSS = known(
            "pss.idle",
            "MiB",
            LESS,
            DIFFERENCE,
            MIB_LIMIT,
            "rss.idle of a service of several processes, shared pages once");
    public static final Metric PROCESSES = processes("processes", "how many a service is at the end of idle");
    public static final Metric PROCESSES_CAME = processes("processes.came", "that came during the burst");
    public static final Metric PROCESSES_WENT = processes("processes.went", "that ended during the burst");
    public static final Metric REQUESTS = known(
            "burst.requests",
            "requests/s",
            MORE,
            RATIO,
            RATIO_LIMIT,
            "what ab, wrk or hey print as the burst of a service");

    static {
        // Where the resident memory is: only what no rung brings back is a loss.
        for (Rung rung : Rung.CLIMBED) {
            boolean activity = Rung.Order.of(List.of(rung)) == Rung.Order.ACTIVITY_FIRST;
            known(
                    "why." + rung.word(),
                    "MiB",
                    NEITHER,
                    DIFFERENCE,
                    MIB_LIMIT,
                    "with -prof rss:why=" + (activity ? "activity" : "true") + ": given back " + rung.given());
        }
    }

    public static final Metric WHY_REST =
            known("why.rest", "MiB", LESS, DIFFERENCE, MIB_LIMIT, "likewise: given back at no step");

    public static final Metric WHY_DRIFT = known(
            "why.drift",
            "MiB",
            NEITHER,
            DIFFERENCE,
            MIB_LIMIT,
            "likewise: what RSS moved by itself in the time of a step, when Ebb waited no longer; 0: nothing");

    /** When the books were taken, as it stands behind their label. */
    public enum BooksAt {
        IDLE(""),
        PEAK(".peak"),
        LADDER(".ladder");

        private final String suffix;

        BooksAt(String suffix) {
            this.suffix = suffix;
        }
    }

    static {
        Map<Book, String> meanings = Map.of(
                Book.INUSE, "by the allocator's own books: given out",
                Book.CACHED, "by its books: free, and kept for the next request",
                Book.METADATA, "by its books: its own",
                Book.RETURNED, "by its books: given back to the kernel, the addresses kept");
        Map<BooksAt, String> times = Map.of(
                BooksAt.IDLE, "at the end of idle",
                BooksAt.PEAK, "when most was live",
                BooksAt.LADDER, "after the ladder");
        for (BooksAt at : BooksAt.values()) {
            for (Book book : Book.values()) {
                known(
                        heapLabel(book, at),
                        "MiB",
                        book == Book.CACHED || book == Book.METADATA ? LESS : NEITHER,
                        DIFFERENCE,
                        MIB_LIMIT,
                        meanings.get(book) + ", " + times.get(at));
            }
        }
    }

    public static final Metric HEAP_GAP = known(
            "heap.gap", "MiB", NEITHER, DIFFERENCE, MIB_LIMIT, "how much more RSS grew since the base than the books");

    public static final Metric AGAIN_RATIO = known(
            "again.ratio",
            "ratio",
            LESS,
            RATIO,
            RATIO_LIMIT,
            "length of bursts after idle against that of one right after another");
    public static final Metric AGAIN_CPU =
            known("again.cpu", "ratio", LESS, RATIO, RATIO_LIMIT, "likewise their CPU time");
    public static final Metric AGAIN_FAULTS =
            known("again.faults", "faults", LESS, DIFFERENCE, FAULTS_LIMIT, "likewise their minor faults, more");
    public static final Metric RELEASE_CPU = known(
            "release.cpu", "s", LESS, DIFFERENCE, CPU_LIMIT, "CPU of an entry's thread that releases, while idle");
    public static final Metric RELEASE_MAX =
            known("release.max", "ms", LESS, DIFFERENCE, new Limit(0.10, 1), "the longest call of that thread");

    public static final Metric CLOCK_OVERHEAD = known(
            "clock.overhead", "ns", NEITHER, DIFFERENCE, RATIO_LIMIT, "what reading the clock adds to every latency");
    public static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0, 99.9, 99.99);

    static {
        for (String call : List.of("malloc", "realloc", "free", "malloc.first")) {
            String what = call.equals("malloc.first") ? "malloc in a burst's first 100 ms" : call;
            PERCENTILES.forEach(percentile -> known(
                    percentileLabel(call, percentile),
                    "ns",
                    LESS,
                    RATIO,
                    LATENCY_LIMIT,
                    "with -prof latency: that percentile of the calls of " + what));
            known(call + ".max", "ns", LESS, RATIO, LATENCY_LIMIT, "likewise the longest");
        }
        // The two sides of CrossThreadFree, and what they waited for: counters of JMH in units of the row's score.
        known("allocate", "", MORE, RATIO, RATIO_LIMIT, "of CrossThreadFree: pairs of the side that allocates");
        known("free", "", MORE, RATIO, RATIO_LIMIT, "pairs of the side that frees");
        known("allocated", "", MORE, RATIO, RATIO_LIMIT, "blocks allocated");
        known("freed", "", MORE, RATIO, RATIO_LIMIT, "blocks freed");
        known("waitsFull", "#", NEITHER, DIFFERENCE, RATIO_LIMIT, "how often the side that allocates found no room");
        known("waitsEmpty", "#", NEITHER, DIFFERENCE, RATIO_LIMIT, "how often the side that frees found no block");
        known("missed", "#", NEITHER, DIFFERENCE, RATIO_LIMIT, "operations not made as the other side stood still");
    }

    private static Metric processes(String label, String meaning) {
        return known(label, "processes", NEITHER, DIFFERENCE, Limit.amount(0), meaning);
    }

    private static Metric known(
            String label, String unit, Direction direction, Scale scale, Limit limit, String meaning) {
        Metric metric = new Metric(label, unit, direction, scale, limit, meaning);
        if (KNOWN.put(label, metric) != null) {
            throw new IllegalStateException(label + " is there twice");
        }
        return metric;
    }

    /** Every metric that Ebb may report. */
    public static List<Metric> all() {
        return List.copyOf(KNOWN.values());
    }

    /** By its label; one that Ebb does not know is not judged, and shown as a difference, for it may be zero. */
    public static Metric of(String label) {
        Metric metric = KNOWN.get(label);
        return metric != null
                ? metric
                : new Metric(label, "", Direction.UNKNOWN, DIFFERENCE, Limit.amount(0), "unknown to Ebb");
    }

    /**
     * JMH's score.
     *
     * @param mode as JMH writes it: of a throughput more is better, of all else less
     */
    public static Metric score(String mode) {
        return new Metric(ResultRow.SCORE, "", mode.equals("thrpt") ? MORE : LESS, RATIO, RATIO_LIMIT, "JMH's score");
    }

    /** By its label, in a row of this mode: see {@link #score}. */
    public static Metric of(String label, String mode) {
        return label.equals(ResultRow.SCORE) ? score(mode) : of(label);
    }

    /** The same, shown and not judged. */
    public Metric unjudged() {
        return new Metric(label, unit, NEITHER, scale, limit, meaning);
    }

    /** What the allocator's books say. */
    public static Metric heap(Book book, BooksAt at) {
        return of(heapLabel(book, at));
    }

    /** A percentile of a call's latency, one of {@link #PERCENTILES}. */
    public static Metric latency(String call, double percentile) {
        return of(percentileLabel(call, percentile));
    }

    /** The longest of a call. */
    public static Metric longest(String call) {
        return of(call + ".max");
    }

    private static String heapLabel(Book book, BooksAt at) {
        return "heap." + book.name().toLowerCase(Locale.ROOT) + at.suffix;
    }

    private static String percentileLabel(String call, double percentile) {
        return call + ".p" + Double.toString(percentile).replaceFirst("\\.0$", "");
    }

    /** A value of it. */
    public Figure at(double value) {
        return new Figure(this, value);
    }
}
