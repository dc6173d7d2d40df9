// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import static ebb.base.Text.number;

import ebb.allocator.Family;
import ebb.base.EbbException;
import ebb.results.Measured;
import ebb.results.Metric;
import ebb.results.ResultRow;
import ebb.results.RowKey;
import ebb.results.RunData;
import ebb.results.RunFolder;
import ebb.results.Rung;
import ebb.results.Timeline;
import ebb.results.UsedAllocator;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The figures of one allocator under a burst.
 *
 * @param figures the mean over the forks that have a finite value; NaN where none has
 * @param rss MiB from the burst's start to the end of idle, in equal steps of time; empty where no timeline was kept
 * @param retainedOfForks MiB, of each fork; empty where only their mean is known
 * @param open of the times until something was given back, those that are the least that they can be: in some fork it was
 *     not within the idle period
 */
public record VerdictRow(
        UsedAllocator allocator,
        Map<Metric, Double> figures,
        List<Double> rss,
        List<Double> retainedOfForks,
        Set<Metric> open) {
    private static final int CURVE_STEPS = 64;

    /** Less than this is not worth a word: MiB, and the share of what the burst added. */
    static final double LITTLE_MIB = 2;

    static final double LITTLE_SHARE = 0.05;

    /** Where no fork named its calls. */
    private static final UsedAllocator.Calls UNTOLD =
            new UsedAllocator.Calls("the allocator's own release", "the allocator's own release");

    public VerdictRow(UsedAllocator allocator, Map<Metric, Double> figures, List<Double> rss) {
        this(allocator, figures, rss, List.of(), open(metric ->
                new double[] {figures.getOrDefault(metric, Double.NaN)}));
    }

    /** @param row of that run */
    public static VerdictRow of(RunData run, ResultRow row) {
        Map<Metric, Double> figures = new LinkedHashMap<>();
        row.metrics()
                .forEach((label, measured) -> figures.put(
                        row.metric(label),
                        Arrays.stream(measured.forks())
                                .filter(Double::isFinite)
                                .average()
                                .orElse(Double.NaN)));
        List<Path> timelines = run.files(RunFolder.TIMELINES, row, ".csv");
        return new VerdictRow(
                run.allocator(row.key().params().getOrDefault(RowKey.ALLOCATOR, "")),
                figures,
                timelines.isEmpty() ? List.of() : Sparkline.curve(Timeline.read(timelines.get(0)), CURVE_STEPS),
                finite(row, Metric.RETAINED),
                open(metric -> forks(row, metric)));
    }

    /** A time that is no shorter than its fork's idle period is none. */
    private static Set<Metric> open(Function<Metric, double[]> forks) {
        double[] idle = forks.apply(Metric.IDLE_LENGTH);
        return Stream.of(Metric.T50, Metric.T90)
                .filter(time -> {
                    double[] times = forks.apply(time);
                    return IntStream.range(0, Math.min(times.length, idle.length))
                            .anyMatch(fork -> times[fork] >= idle[fork]);
                })
                .collect(Collectors.toUnmodifiableSet());
    }

    private static double[] forks(ResultRow row, Metric metric) {
        Measured measured = row.metrics().get(metric.label());
        return measured == null ? new double[0] : measured.forks();
    }

    private static List<Double> finite(ResultRow row, Metric metric) {
        return Arrays.stream(forks(row, metric))
                .filter(Double::isFinite)
                .boxed()
                .toList();
    }

    String id() {
        return allocator.id();
    }

    /** Those of its figures that the burst's own command has printed. */
    List<Metric> printed() {
        return figures.keySet().stream().filter(Metric::isPrinted).toList();
    }

    /** Whether the program's requests were counted: not those of a service, which is not ours. */
    public boolean isLiveKnown() {
        return known(Metric.LIVE_PEAK).isPresent();
    }

    /**
     * Whether their CPU times are of the same work: a service's burst may go on for so long and not for so many requests.
     */
    boolean isSameWork(VerdictRow other) {
        return isLiveKnown() && other.isLiveKnown();
    }

    /** A metric that every burst has. */
    double figure(Metric metric) {
        return known(metric)
                .orElseThrow(() -> new EbbException("The fork's result lacks the metric " + metric.label() + "."));
    }

    OptionalDouble known(Metric metric) {
        Double figure = figures.get(metric);
        return figure == null ? OptionalDouble.empty() : OptionalDouble.of(figure);
    }

    Family family() {
        return Family.of(allocator.family()).orElse(Family.UNKNOWN);
    }

    /** What makes its library give memory back. */
    UsedAllocator.Calls calls() {
        UsedAllocator.Calls calls = allocator.calls();
        return calls == null ? UNTOLD : calls;
    }

    /** MiB by which RSS still moved by itself in the time of a rung: a rung that gave back less may have done nothing. */
    public double drift() {
        return known(Metric.WHY_DRIFT).orElse(0);
    }

    /** Whether several forks tell how far it differs from fork to fork. */
    boolean isOfSeveralForks() {
        return retainedOfForks.size() > 1;
    }

    double retained() {
        return figure(Metric.RETAINED);
    }

    /** In per cent of what the burst added. */
    double retainedRatio() {
        return figure(Metric.RETAINED_RATIO);
    }

    double base() {
        return figure(Metric.RSS_BASE);
    }

    /** CPU seconds of the burst, user and system. */
    double cpu() {
        return figure(Metric.CPU_USER) + figure(Metric.CPU_SYS);
    }

    /** The same in words, with so many digits that a difference of 5 % shows. */
    String cpuText() {
        return number(cpu(), cpu() < 1 ? 3 : cpu() < 10 ? 2 : 1);
    }

    /** Seconds of the idle period. */
    double idle() {
        return figure(Metric.IDLE_LENGTH);
    }

    /** MiB that the burst added to RSS. */
    double rise() {
        return figure(Metric.RSS_PEAK) - base();
    }

    /** MiB given back at each rung of the ladder, in its order; rungs that the allocator does not have are left out. */
    public Map<Rung, Double> given() {
        Map<Rung, Double> given = new EnumMap<>(Rung.class);
        for (Rung rung : Rung.values()) {
            double mib = known(rung.metric()).orElse(Double.NaN);
            if (Double.isFinite(mib)) {
                given.put(rung, mib);
            }
        }
        return Rung.ofHeld(given);
    }

    /** MiB resident at the end of idle beyond base, live blocks and what is given back lazily. */
    double held() {
        return given().values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Whether it held so little that there is nothing to gain, and no rung to name. */
    public boolean heldLittle() {
        double held = held();
        return held < LITTLE_MIB || held < LITTLE_SHARE * rise();
    }
}
