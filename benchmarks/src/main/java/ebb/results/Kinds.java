// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import static ebb.results.Direction.LESS;
import static ebb.results.Direction.MORE;
import static ebb.results.Direction.NEITHER;
import static ebb.results.Scale.DIFFERENCE;
import static ebb.results.Scale.RATIO;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Every metric of Ebb: which way it is better, how it is compared, and the least shift that is worth a word.
 *
 * <p>The limits are those of the tables that Ebb prints, not of any machine: a machine's own come from its noise file.
 */
public final class Kinds {
    /** Of a burst: equal to its row's score. */
    public static final String MAKESPAN = "burst.makespan";

    private static final Limit RATIO_LIMIT = Limit.share(0.05);
    private static final Limit CPU_LIMIT = new Limit(0.10, 0.05);
    private static final Limit LATENCY_LIMIT = Limit.share(0.10);

    /** What a container's limit is set to, and at the least a share of what was retained before. */
    private static final Limit MIB_LIMIT = new Limit(0.05, 8);

    /** @param name a regular expression over the whole name */
    private record Entry(Pattern name, Kind kind) {}

    private static final List<Entry> ALL = List.of(
            entry("burst\\.makespan", LESS, RATIO, RATIO_LIMIT),
            entry("rss\\.peak", LESS, RATIO, RATIO_LIMIT),
            entry("overhead", LESS, RATIO, RATIO_LIMIT),
            entry("rss\\.(base|idle|retained)", LESS, DIFFERENCE, MIB_LIMIT),
            entry("rss\\.retained\\.ratio", LESS, DIFFERENCE, Limit.amount(5)),
            entry("rss\\.(t50|t90)", LESS, DIFFERENCE, new Limit(0.10, 1)),
            entry("rss\\.excess", LESS, DIFFERENCE, new Limit(0.05, 100)),
            entry("rss\\.ratchet", LESS, DIFFERENCE, new Limit(0.05, 2)),
            entry("rss\\.(lazyfree|thp)", NEITHER, DIFFERENCE, MIB_LIMIT),
            entry("live\\.(peak|blocks|idle)", NEITHER, DIFFERENCE, RATIO_LIMIT),
            entry("frees\\.remote", NEITHER, DIFFERENCE, Limit.amount(1)),
            entry("faults\\.minor", LESS, RATIO, new Limit(0.10, 1000)),
            entry("cpu\\.(user|sys)", LESS, RATIO, CPU_LIMIT),
            entry("cpu\\.idle", LESS, DIFFERENCE, CPU_LIMIT),
            entry("idle\\.length|sampler\\.cpu|clock\\.overhead", NEITHER, DIFFERENCE, RATIO_LIMIT),
            entry("(malloc|realloc|free|malloc\\.first)\\.(p[0-9.]+|max)", LESS, RATIO, LATENCY_LIMIT),
            // Where the resident memory is: only what no step brings back is a loss.
            entry("why\\.(idle|nudge|churn|outside|owners|exit)", NEITHER, DIFFERENCE, MIB_LIMIT),
            entry("why\\.rest", LESS, DIFFERENCE, MIB_LIMIT),
            entry("heap\\.(inuse|returned)(\\.peak|\\.ladder)?", NEITHER, DIFFERENCE, MIB_LIMIT),
            entry("heap\\.(cached|metadata)(\\.peak|\\.ladder)?", LESS, DIFFERENCE, MIB_LIMIT),
            entry("again\\.(ratio|cpu)", LESS, RATIO, RATIO_LIMIT),
            entry("again\\.faults", LESS, DIFFERENCE, new Limit(0.10, 1000)),
            entry("release\\.cpu", LESS, DIFFERENCE, CPU_LIMIT),
            entry("release\\.max", LESS, DIFFERENCE, new Limit(0.10, 1)),
            // The two sides of CrossThreadFree, and what they waited for.
            entry("allocate|free|allocated|freed", MORE, RATIO, RATIO_LIMIT),
            entry("waitsFull|waitsEmpty|missed", NEITHER, DIFFERENCE, RATIO_LIMIT));

    private static final Map<String, Kind> KNOWN = new ConcurrentHashMap<>();

    private Kinds() {}

    /**
     * Of a metric by its name.
     *
     * @param mode of the row, which decides over the score: of throughput more is better, of all else less
     */
    public static Kind of(String metric, String mode) {
        if (metric.equals(ResultRow.SCORE)) {
            return new Kind(mode.equals("thrpt") ? MORE : LESS, RATIO, RATIO_LIMIT);
        }
        return KNOWN.computeIfAbsent(
                metric,
                name -> ALL.stream()
                        .filter(entry -> entry.name().matcher(name).matches())
                        .map(Entry::kind)
                        .findFirst()
                        .orElse(Kind.UNKNOWN));
    }

    /** The same in a row: Burst's score is its makespan, which would else be judged twice. */
    public static Kind of(String metric, ResultRow row) {
        Kind kind = of(metric, row.key().mode());
        return metric.equals(ResultRow.SCORE) && row.metrics().containsKey(MAKESPAN)
                ? new Kind(NEITHER, kind.scale(), kind.limit())
                : kind;
    }

    private static Entry entry(String name, Direction direction, Scale scale, Limit limit) {
        return new Entry(Pattern.compile(name), new Kind(direction, scale, limit));
    }
}
