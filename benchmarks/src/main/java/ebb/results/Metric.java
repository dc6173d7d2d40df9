// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import static ebb.results.Direction.LESS;
import static ebb.results.Direction.MORE;
import static ebb.results.Direction.NEITHER;
import static ebb.results.Scale.DIFFERENCE;
import static ebb.results.Scale.RATIO;
import static ebb.results.Scale.SHARE;

import ebb.shim.NativeBooks.Book;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A figure that Ebb reports beside JMH's score. This is the one place that knows its name and unit, which way it is better,
 * how two values are compared, the smallest shift worth reporting, and what it means.
 *
 * <p>The limits are those of Ebb's own tables, not of any machine: a machine's come from its noise file.
 *
 * @param label in JMH's results
 * @param unit in which it is reported; empty for a metric that Ebb does not know
 * @param limit used where neither {@code --threshold} nor a noise file names one
 * @param meaning one line for a table
 */
public record Metric(String label, String unit, Direction direction, Scale scale, Limit limit, String meaning) {
    private static final String PRINTED = "printed by the burst";

    private static final Limit RATIO_LIMIT = Limit.share(0.05);
    private static final Limit CPU_LIMIT = new Limit(0.10, 0.05);
    private static final Limit FAULTS_LIMIT = new Limit(0.10, 1000);
    private static final Limit TIME_LIMIT = new Limit(0.10, 1);

    /** Nobody changes a container's limit for less than 8 MiB, nor for a small share of what it was. */
    private static final Limit MIB_LIMIT = new Limit(0.05, 8);

    /** In the order of this file, which is that of every table of them. */
    private static final Map<String, Metric> KNOWN = new LinkedHashMap<>();

    /** Of a burst: equal to its row's score. */
    public static final Metric MAKESPAN = lessByRatio("burst.makespan", "s", "length of the burst, measured in C");

    public static final Metric RSS_BASE =
            memory("rss.base", LESS, "RSS before the first burst, everything loaded, every worker started");
    public static final Metric BASE_ANON = memory(
            "rss.base.anon", NEITHER, "of rss.base what is anonymous: what a memory limit holds of it in any case");
    public static final Metric RSS_PEAK = lessByRatio(
            "rss.peak", "MiB", "highest RSS in the burst: of the kernel's high-water mark, the samples and its end");
    public static final Metric RSS_ERROR =
            memory("rss.error", NEITHER, "how far the peak and each sample may be off: the kernel counts RSS per CPU");
    public static final Metric RSS_IDLE = memory("rss.idle", LESS, "RSS at the end of the idle period");
    public static final Metric RETAINED = memory("rss.retained", LESS, "rss.idle less rss.base");
    public static final Metric RETAINED_RATIO =
            lessByDifference("rss.retained.ratio", "%", Limit.amount(5), "rss.retained of (rss.peak - rss.base)");
    public static final Metric T50 = lessByDifference(
            "rss.t50",
            "s",
            TIME_LIMIT,
            "until at most 50 % of (rss.peak - rss.base) is left for good; equal to idle.length: never");
    public static final Metric T90 =
            lessByDifference("rss.t90", "s", TIME_LIMIT, "likewise until at most 10 % is left");
    public static final Metric EXCESS =
            lessByDifference("rss.excess", "MiB·s", new Limit(0.05, 100), "integral of (RSS - rss.base) over idle");
    public static final Metric LAZYFREE =
            memory("rss.lazyfree", NEITHER, "given back with MADV_FREE and still counted in RSS, at the end of idle");
    public static final Metric THP = memory("rss.thp", NEITHER, "anonymous huge pages at the end of idle");
    public static final Metric RATCHET = lessByDifference(
            "rss.ratchet", "MiB/burst", new Limit(0.05, 2), "slope of the peaks of three bursts or more");

    public static final Metric LIVE_PEAK = described("live.peak", "MiB", "the most requested at one time");
    public static final Metric LIVE_BLOCKS = described("live.blocks", "blocks", "the number of blocks at that time");
    public static final Metric LIVE_IDLE = described("live.idle", "MiB", "requested and not freed at the end of idle");
    public static final Metric OVERHEAD = lessByRatio("overhead", "ratio", "(rss.peak - rss.base) / live.peak");
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
            lessByDifference("cpu.idle", "s", CPU_LIMIT, "CPU time of the whole idle period");
    public static final Metric IDLE_LENGTH = described("idle.length", "s", "how long the idle period lasted");
    public static final Metric SAMPLER_CPU = described("sampler.cpu", "%", "the sampler's share of one core");

    public static final Metric SURVIVED = known(
            "survived",
            "%",
            MORE,
            SHARE,
            Limit.amount(0),
            "how many forks survived their limit: what compare says of rows that lost one");
    public static final Metric LIMIT_MIN = memory(
            "limit.min",
            LESS,
            "of the command limit: the smallest memory limit that enough of its forks survived, JVM included");
    public static final Metric LIMIT_DIED =
            memory("limit.died", NEITHER, "likewise: the largest limit that was not survived");
    public static final Metric LIMIT_FORKS =
            described("limit.forks", "forks", "likewise: how many survived limit.min itself");
    public static final Metric LIMIT_ASKED =
            described("limit.asked", "forks", "likewise: how many were to decide about each limit (-f)");
    public static final Metric LIMIT_SURVIVORS =
            described("limit.survivors", "forks", "likewise: how many of them had to survive it (--survive)");
    public static final Metric LIMIT_ABOVE = memory(
            "limit.above",
            LESS,
            "limit.min less rss.base.anon: without the JVM's share; unknown where that is less than two steps of the search");
    public static final Metric LIMIT_RATIO = lessByRatio("limit.ratio", "ratio", "limit.above / live.peak");
    public static final Metric LIMIT_MAKESPAN =
            lessByRatio("limit.makespan", "s", "length of the burst under limit.min, median of the forks");
    public static final Metric LIMIT_SET =
            memory("limit.set", NEITHER, "of a fork, or a service, with a limit: that limit");
    public static final Metric LIMIT_PEAK = memory(
            "limit.peak",
            LESS,
            "likewise: the most its cgroup was charged, page cache included; without a limit too"
                    + " where one is looked for, or is a share of it");

    public static final Metric LIMIT_HITS = described(
            "limit.hits",
            "#",
            "likewise: how often it was at its limit, and the kernel had to take memory from it first");
    public static final Metric FAULTS_MAJOR = known(
            "faults.major",
            "faults",
            LESS,
            DIFFERENCE,
            FAULTS_LIMIT,
            "likewise: page faults that waited for the disk, from the fork's start to its end");
    public static final Metric LIMIT_HIGH = described(
            "limit.high", "#", "of a fork with -p high: how often it was above that, and the kernel slowed it down");
    public static final Metric PRESSURE_SOME = lessByDifference(
            "pressure.some",
            "s",
            CPU_LIMIT,
            "of a fork with a limit: how long one of its threads or more waited for memory (PSI, version 2 of cgroups)");
    public static final Metric PRESSURE_FULL =
            lessByDifference("pressure.full", "s", CPU_LIMIT, "likewise: how long all of them that had work waited");

    public static final Metric PSS = known(
            "pss.idle",
            "MiB",
            LESS,
            DIFFERENCE,
            MIB_LIMIT,
            "rss.idle of a service of several processes, shared pages once");
    public static final Metric CGROUP =
            memory("cgroup.idle", LESS, "charged to a service's own cgroup at the end of idle, page cache included");
    public static final Metric CGROUP_CACHE = memory("cgroup.cache", NEITHER, "how much of that is page cache");
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
            memory(
                    "why." + rung.word(),
                    NEITHER,
                    "with -prof rss:why=" + (activity ? "activity" : "true") + ": given back " + rung.given());
        }
    }

    public static final Metric WHY_RECLAIM_LAZY = memory(
            "why.reclaim.lazy",
            NEITHER,
            "likewise: how much the kernel then took of what had been given back with MADV_FREE and was still resident");

    public static final Metric WHY_REST = memory("why.rest", LESS, "likewise: given back at no step");

    public static final Metric WHY_DRIFT = memory(
            "why.drift",
            NEITHER,
            "likewise: how far RSS still moved by itself in the time of a step when Ebb stopped waiting; 0: not at all");

    /** When the books were read, and the end of their labels. */
    public enum BooksAt {
        IDLE("", "at the end of idle"),
        PEAK(".peak", "when most was live"),
        LADDER(".ladder", "after the ladder");

        private final String suffix;
        private final String words;

        BooksAt(String suffix, String words) {
            this.suffix = suffix;
            this.words = words;
        }
    }

    static {
        Map<Book, String> meanings = Map.of(
                Book.INUSE, "by the allocator's own books: in use",
                Book.CACHED, "by its books: free, and kept for the next request",
                Book.METADATA, "by its books: its own metadata",
                Book.RETURNED, "by its books: given back to the kernel, the addresses kept");
        for (BooksAt at : BooksAt.values()) {
            for (Book book : Book.values()) {
                memory(
                        heapLabel(book, at),
                        book == Book.CACHED || book == Book.METADATA ? LESS : NEITHER,
                        meanings.get(book) + ", " + at.words);
            }
        }
    }

    public static final Metric HEAP_GAP =
            memory("heap.gap", NEITHER, "how much more RSS has grown since the base than the books have");

    public static final Metric AGAIN_RATIO =
            lessByRatio("again.ratio", "ratio", "length of bursts after idle, relative to bursts right after another");
    public static final Metric AGAIN_CPU = lessByRatio("again.cpu", "ratio", "likewise their CPU time");
    public static final Metric AGAIN_FAULTS =
            lessByDifference("again.faults", "faults", FAULTS_LIMIT, "likewise how many more minor faults they take");
    public static final Metric AGAIN_DIP = memory(
            "again.dip",
            NEITHER,
            "by how much RSS falls in the first second of a burst after idle: what its own activity gives back");
    public static final Metric RELEASE_CPU =
            lessByDifference("release.cpu", "s", CPU_LIMIT, "CPU time of an entry's release calls while idle");
    public static final Metric RELEASE_MAX =
            lessByDifference("release.max", "ms", TIME_LIMIT, "the longest of these calls since the burst began");
    public static final Metric RELEASE_CALLS =
            described("release.calls", "calls", "how many of them since the burst began");

    public static final Metric CLOCK_OVERHEAD =
            described("clock.overhead", "ns", "what reading the clock adds to every latency");
    public static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0, 99.9, 99.99);

    static {
        for (String call : List.of("malloc", "realloc", "free", "malloc.first")) {
            String what = call.equals("malloc.first") ? "malloc in a burst's first 100 ms" : call;
            Limit limit = Limit.share(0.10);
            PERCENTILES.forEach(percentile -> known(
                    percentileLabel(call, percentile),
                    "ns",
                    LESS,
                    RATIO,
                    limit,
                    "with -prof latency: that percentile of the calls of " + what));
            known(call + ".max", "ns", LESS, RATIO, limit, "likewise the longest");
        }
        // The two sides of CrossThreadFree, and what they waited for: counters of JMH in units of the row's score.
        known("allocate", "", MORE, RATIO, RATIO_LIMIT, "of CrossThreadFree: pairs of the side that allocates");
        known("free", "", MORE, RATIO, RATIO_LIMIT, "pairs of the side that frees");
        known("allocated", "", MORE, RATIO, RATIO_LIMIT, "blocks allocated");
        known("freed", "", MORE, RATIO, RATIO_LIMIT, "blocks freed");
        described("waitsFull", "#", "how often the side that allocates found no room");
        described("waitsEmpty", "#", "how often the side that frees found no block");
        described("missed", "#", "operations not made because the other side stood still");
    }

    private static Metric memory(String label, Direction direction, String meaning) {
        return known(label, "MiB", direction, DIFFERENCE, MIB_LIMIT, meaning);
    }

    private static Metric lessByRatio(String label, String unit, String meaning) {
        return known(label, unit, LESS, RATIO, RATIO_LIMIT, meaning);
    }

    private static Metric lessByDifference(String label, String unit, Limit limit, String meaning) {
        return known(label, unit, LESS, DIFFERENCE, limit, meaning);
    }

    /** What describes the load or the harness. */
    private static Metric described(String label, String unit, String meaning) {
        return known(label, unit, NEITHER, DIFFERENCE, RATIO_LIMIT, meaning);
    }

    private static Metric processes(String label, String meaning) {
        return known(label, "processes", NEITHER, DIFFERENCE, Limit.amount(0), meaning);
    }

    private static Metric known(
            String label, String unit, Direction direction, Scale scale, Limit limit, String meaning) {
        Metric metric = new Metric(label, unit, direction, scale, limit, meaning);
        if (KNOWN.put(label, metric) != null) {
            throw new IllegalStateException(label + " is defined twice");
        }
        return metric;
    }

    /** Every metric that Ebb may report. */
    public static List<Metric> all() {
        return List.copyOf(KNOWN.values());
    }

    /** By its label. A metric unknown to Ebb is not judged, and compared by difference, since it may be zero. */
    public static Metric of(String label) {
        Metric metric = KNOWN.get(label);
        return metric != null
                ? metric
                : new Metric(label, "", Direction.UNKNOWN, DIFFERENCE, Limit.amount(0), "unknown to Ebb");
    }

    /** What the command of a user's own burst prints. */
    static Metric printed(String label, String unit, Direction direction) {
        return new Metric(label, unit, direction, RATIO, RATIO_LIMIT, PRINTED);
    }

    /** Whether the command of a user's own burst has printed it. */
    public boolean isPrinted() {
        return meaning.equals(PRINTED);
    }

    /**
     * JMH's score.
     *
     * @param mode as JMH writes it: more is better for a throughput, less for all else
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

    public static Metric heap(Book book, BooksAt at) {
        return of(heapLabel(book, at));
    }

    /** A percentile of a call's latency, one of {@link #PERCENTILES}. */
    public static Metric latency(String call, double percentile) {
        return of(percentileLabel(call, percentile));
    }

    public static Metric longest(String call) {
        return of(call + ".max");
    }

    private static String heapLabel(Book book, BooksAt at) {
        return "heap." + book.name().toLowerCase(Locale.ROOT) + at.suffix;
    }

    private static String percentileLabel(String call, double percentile) {
        return call + ".p" + Double.toString(percentile).replaceFirst("\\.0$", "");
    }

    public Figure at(double value) {
        return new Figure(this, value);
    }
}
