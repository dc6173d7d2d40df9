// SPDX-License-Identifier: Apache-2.0
package ebb.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.results.Figure;
import ebb.results.Measured;
import ebb.results.Metric;
import ebb.results.ResultRow;
import ebb.results.RowKey;
import ebb.results.RunData;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitSearchTest {
    /** Of a JVM of 160 MiB, 18 of it the kernel may take back, and a load of 320 live MiB. */
    private static ResultRow row(String allocator, Map<Metric, Double> more) {
        Map<String, Measured> metrics = new LinkedHashMap<>();
        Map<Metric, Double> all = new LinkedHashMap<>(
                Map.of(Metric.BASE_ANON, 160.0, Metric.LIVE_PEAK, 320.0, Metric.RSS_PEAK, 560.0, Metric.MAKESPAN, 5.8));
        all.putAll(more);
        metrics.put(ResultRow.SCORE, Measured.of("s", 5.8, 5.8));
        all.forEach((metric, value) -> metrics.put(metric.label(), Measured.of(metric.unit(), value, value)));
        return new ResultRow(
                new RowKey("ebb.load.Burst.burst", "ss", 1, Map.of(RowKey.ALLOCATOR, allocator, "scenario", "quick")),
                new ResultRow.Settings("1.37", 0, "single-shot", 1, 1, "single-shot", 1, List.of(), "17", false),
                metrics,
                List.of(1),
                List.of(),
                null);
    }

    private final List<String> asked = new ArrayList<>();

    @Test
    void everyForkMustSurviveAndTheFirstDeathDecides() {
        LimitSearch search = new LimitSearch(row("glibc", Map.of()), 3, 3);

        Optional<LimitSearch.Found> found = search.run(
                (mib, fork) -> {
                    asked.add(mib + "/" + fork);
                    // The second fork needs more than the first, and the last is slow.
                    boolean survives = mib >= (fork == 1 ? 500 : 515);
                    return OptionalDouble.of(survives ? fork == 12 ? 900 : 6 : Double.NaN);
                },
                (mib, survived, forks, left) -> {});

        // The halving ends at 516; with those that survived 504, 508 and 512 it has 15 after its twelfth.
        assertThat(asked)
                .containsExactly(
                        "532/1", "532/2", "532/3", "504/1", "504/2", "516/1", "516/2", "516/3", "508/1", "508/2",
                        "512/1", "512/2", "516/4", "516/5", "516/6", "516/7", "516/8", "516/9", "516/10", "516/11",
                        "516/12");
        assertThat(found).contains(new LimitSearch.Found(516, OptionalLong.of(512), 12, 6));
    }

    /** Whoever survives with less survives with more; a limit that its later forks do not survive is none. */
    @Test
    void whereTheHalvingEndsItClimbs() {
        LimitSearch search = new LimitSearch(row("glibc", Map.of()), 3, 3);
        List<String> told = new ArrayList<>();

        Optional<LimitSearch.Found> found = search.run(
                (mib, fork) -> {
                    asked.add(mib + "/" + fork);
                    boolean lucky = mib >= 500 && fork <= (mib < 520 ? 5 : 100);
                    return OptionalDouble.of(lucky ? 6 : Double.NaN);
                },
                (mib, survived, forks, left) -> told.add(mib + " " + survived + " " + forks + " " + left));

        // Five survive 500, 504 and 508 each, and the sixth is killed. 508 has 15 with those of less, and needs no
        // sixth.
        assertThat(told)
                .containsExactly(
                        "532 true 3 20",
                        "504 true 3 18",
                        "492 false 1 14",
                        "496 false 1 14",
                        "500 true 3 12",
                        "500 false 6 7",
                        "504 false 6 5",
                        "508 true 5 0");
        assertThat(asked).endsWith("504/6", "508/1", "508/2", "508/3", "508/4", "508/5");
        assertThat(found).contains(new LimitSearch.Found(508, OptionalLong.of(504), 5, 6));
        assertThat(search.forks()).isEqualTo(27);
    }

    /**
     * In results/baselines the peaks of five forks of jemalloc and of glibc have standard deviations of 1.9 and 2.9 per cent
     * of the limit. Two searches differ by more than 3 % in few pairs, and take few enough forks for 4 minutes.
     */
    @ParameterizedTest
    @CsvSource({"0.010, 0.000, 21", "0.019, 0.002, 21", "0.029, 0.020, 22"})
    void twoSearchesFindTheSameWithinThreePerCent(double deviation, double apart, double forks) {
        Random random = new Random(1);
        int pairs = 2000;
        int far = 0;
        for (int i = 0; i < pairs; i++) {
            LimitSearch.Found one = searched(random, deviation);
            LimitSearch.Found other = searched(random, deviation);
            long least = Math.min(one.smallest(), other.smallest());
            far += Math.abs(one.smallest() - other.smallest()) > 0.03 * least ? 1 : 0;
        }
        assertThat((double) far / pairs).isLessThanOrEqualTo(apart);
        assertThat(asked.size() / (2.0 * pairs)).isLessThanOrEqualTo(forks);
    }

    private LimitSearch.Found searched(Random random, double deviation) {
        LimitSearch search = new LimitSearch(row("glibc", Map.of(Metric.RSS_PEAK, needed(random, deviation))), 3, 3);
        return search.run(
                        (mib, fork) -> {
                            asked.add("");
                            return OptionalDouble.of(needed(random, deviation) <= mib ? 6 : Double.NaN);
                        },
                        (mib, survived, made, left) -> {})
                .orElseThrow();
    }

    private static double needed(Random random, double deviation) {
        return 540 * (1 + deviation * random.nextGaussian());
    }

    /** Two of three decide, and no fork starts that cannot. */
    @Test
    void enoughForksSurviveWhereNotAllMust() {
        LimitSearch search = new LimitSearch(row("glibc", Map.of()), 3, 2);

        Optional<LimitSearch.Found> found = search.run(
                (mib, fork) -> {
                    asked.add(mib + "/" + fork);
                    // The first fork of each limit is killed below 600, the others below 505.
                    boolean survives = mib >= (fork == 1 ? 600 : 505);
                    return OptionalDouble.of(survives ? fork : Double.NaN);
                },
                (mib, survived, forks, left) -> {});

        // 508 is survived by the second and the third; then by ten, still with one that is killed.
        assertThat(asked)
                .containsExactly(
                        "532/1", "532/2", "532/3", "504/1", "504/2", "516/1", "516/2", "516/3", "508/1", "508/2",
                        "508/3", "508/4", "508/5", "508/6", "508/7", "508/8", "508/9", "508/10", "508/11");
        assertThat(found).contains(new LimitSearch.Found(508, OptionalLong.of(504), 10, 6.5));
    }

    /** Nobody sees what is live in a service; of a steady load only what its cgroup was charged is known. */
    @Test
    void withoutLiveBytesTheSearchBeginsAtWhatIsKnown() {
        ResultRow service = of(Map.of(Metric.RSS_BASE, 20.0, Metric.RSS_PEAK, 80.5, Metric.MAKESPAN, 1.0));
        ResultRow steady = of(Map.of(Metric.LIMIT_PEAK, 190.0));

        assertThat(firstAsked(service)).isEqualTo(52); // between 20 and 88
        assertThat(firstAsked(steady)).isEqualTo(144); // between 92 and 200
        assertThat(labels(service))
                .containsExactly(
                        "limit.min", "limit.died", "limit.forks", "limit.asked", "limit.survivors", "limit.makespan");
        assertThat(labels(steady))
                .containsExactly("limit.min", "limit.died", "limit.forks", "limit.asked", "limit.survivors");
        assertThatThrownBy(() -> new LimitSearch(of(Map.of()), 1, 1))
                .hasMessageContaining("does not tell how much its cgroup was charged at most");
    }

    private static long firstAsked(ResultRow row) {
        List<Long> first = new ArrayList<>();
        new LimitSearch(row, 1, 1)
                .run(
                        (mib, fork) -> {
                            first.add(mib);
                            return OptionalDouble.empty();
                        },
                        (mib, survived, forks, left) -> {});
        return first.get(0);
    }

    private static List<String> labels(ResultRow row) {
        return new LimitSearch(row, 1, 1)
                .figures(new LimitSearch.Found(60, OptionalLong.of(56), 5, 1)).stream()
                        .map(figure -> figure.metric().label())
                        .toList();
    }

    @Test
    void ofAServiceTheTableAndTheSentenceAreOfItsProcesses() {
        Map<Metric, Double> metrics = new LinkedHashMap<>(Map.of(
                Metric.RSS_BASE, 20.0,
                Metric.RSS_PEAK, 80.5,
                Metric.MAKESPAN, 1.0,
                Metric.LIMIT_PEAK, 71.0,
                Metric.LIMIT_MIN, 65.0,
                Metric.LIMIT_DIED, 57.0,
                Metric.LIMIT_MAKESPAN, 1.25));
        RunData run = new RunData(Path.of("run"), List.of(of(metrics)), Optional.empty());

        assertThat(new LimitTable(run, 3, 2).lines())
                .containsExactly(
                        "allocator  base  peak  limit  too small  burst  at limit",
                        "            MiB   MiB    MiB        MiB      s         s",
                        "glibc        20    81     65         57    1.0       1.3",
                        "",
                        "Set the limit to at least 65 MiB (glibc): the smallest that all of its forks but 1 survived, or",
                        "more, with 10 forks that survived it or less. It counts all processes of the service and nothing of",
                        "Ebb's.");
    }

    private static ResultRow of(Map<Metric, Double> metrics) {
        ResultRow row = row("glibc", Map.of());
        Map<String, Measured> measured = new LinkedHashMap<>();
        metrics.forEach((metric, value) -> measured.put(metric.label(), Measured.of(metric.unit(), value, value)));
        return new ResultRow(
                new RowKey("ebb.load.Service.burst", "ss", 1, Map.of(RowKey.ALLOCATOR, "glibc", "service", "shop")),
                row.settings(),
                measured,
                List.of(1),
                List.of(),
                null);
    }

    @Test
    void itsFiguresLeaveTheJvmsShareOut() {
        LimitSearch search = new LimitSearch(row("glibc", Map.of()), 1, 1);

        Map<String, Double> figures = new LinkedHashMap<>();
        search.figures(new LimitSearch.Found(520, OptionalLong.of(516), 7, 6))
                .forEach(figure -> figures.put(figure.metric().label(), figure.value()));

        assertThat(figures)
                .containsEntry("limit.min", 520.0)
                .containsEntry("limit.died", 516.0)
                .containsEntry("limit.forks", 7.0)
                .containsEntry("limit.above", 360.0)
                .containsEntry("limit.ratio", 1.125)
                .containsEntry("limit.makespan", 6.0)
                .containsEntry("limit.asked", 1.0)
                .containsEntry("limit.survivors", 1.0)
                .hasSize(8);
    }

    /** The JVM's share of 160 MiB is another fork's, and the limit is known to 4 MiB. */
    @Test
    void lessThanTwoStepsAboveTheJvmIsNoNeed() {
        assertThat(above(156)).isNaN();
        assertThat(above(160)).isNaN();
        assertThat(above(164)).isNaN();
        assertThat(above(168)).isEqualTo(8);
    }

    private static double above(long smallest) {
        List<Figure> figures = new LimitSearch(row("glibc", Map.of()), 1, 1)
                .figures(new LimitSearch.Found(smallest, OptionalLong.of(smallest - 4), 15, 6));
        double above = valueOf(figures, Metric.LIMIT_ABOVE);
        double ratio = valueOf(figures, Metric.LIMIT_RATIO);
        assertThat(Double.isNaN(ratio)).isEqualTo(Double.isNaN(above));
        return above;
    }

    private static double valueOf(List<Figure> figures, Metric metric) {
        return figures.stream()
                .filter(figure -> figure.metric().equals(metric))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Test
    void whereNothingIsNeededAboveTheJvmTheSentenceSaysSo() {
        ResultRow none = row(
                "glibc",
                Map.of(
                        Metric.LIMIT_MIN,
                        159.0,
                        Metric.LIMIT_DIED,
                        151.0,
                        Metric.LIMIT_ABOVE,
                        Double.NaN,
                        Metric.LIMIT_RATIO,
                        Double.NaN));
        ResultRow some = row(
                "jemalloc",
                Map.of(
                        Metric.LIMIT_MIN, 502.0,
                        Metric.LIMIT_DIED, 494.0,
                        Metric.LIMIT_ABOVE, 342.0,
                        Metric.LIMIT_RATIO, 1.06875));

        assertThat(words(none))
                .endsWith("JVM. No need beyond the JVM's own was found (glibc).")
                .doesNotContain("above JVM", "at least -");
        assertThat(words(none, some))
                .endsWith(" above that, at least 342 MiB (jemalloc). No need beyond the JVM's own was found"
                        + " (glibc).");
    }

    private static String words(ResultRow... rows) {
        RunData run = new RunData(Path.of("run"), List.of(rows), Optional.empty());
        return String.join(" ", new LimitTable(run, 1, 1).lines());
    }

    @Test
    void anInterruptionIsNoAnswer() {
        LimitSearch search = new LimitSearch(row("glibc", Map.of()), 1, 1);

        assertThat(search.run((mib, fork) -> OptionalDouble.empty(), (mib, survived, forks, left) -> asked.add("told")))
                .isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void theTableBeginsWithTheSmallestAndEndsWithWhatToSet() {
        ResultRow glibc = row(
                "glibc",
                Map.of(
                        Metric.LIMIT_MIN, 550.0,
                        Metric.LIMIT_DIED, 541.0,
                        Metric.LIMIT_FORKS, 7.0,
                        Metric.LIMIT_ABOVE, 390.0,
                        Metric.LIMIT_RATIO, 1.21875,
                        Metric.LIMIT_MAKESPAN, 5.9));
        ResultRow jemalloc = row(
                "jemalloc-background",
                Map.of(
                        Metric.LIMIT_MIN, 502.0,
                        Metric.LIMIT_DIED, Double.NaN,
                        Metric.LIMIT_ABOVE, 342.0,
                        Metric.LIMIT_RATIO, 1.06875,
                        Metric.LIMIT_MAKESPAN, 7.25));
        RunData run =
                new RunData(Path.of("run"), List.of(glibc, row("mimalloc3", Map.of()), jemalloc), Optional.empty());

        assertThat(new LimitTable(run, 3, 3).lines())
                .containsExactly(
                        "allocator            live  peak  limit  too small  forks  JVM  above JVM  / live  burst  at limit",
                        "                      MiB   MiB    MiB        MiB         MiB        MiB              s         s",
                        "jemalloc-background   320   560    502          -      -  160        342    1.07    5.8       7.3",
                        "glibc                 320   560    550        541      7  160        390    1.22    5.8       5.9",
                        "",
                        "Set the limit to at least 502 MiB (jemalloc-background), 550 MiB (glibc): the smallest that every",
                        "fork survived, with 15 forks each that survived it or less. It counts the whole process with Ebb's",
                        "JVM. For a program without that JVM it is its own base and, above that, at least 342 MiB",
                        "(jemalloc-background), 390 MiB (glibc).");
        assertThat(new LimitTable(new RunData(Path.of("run"), List.of(row("glibc", Map.of())), Optional.empty()), 3, 3)
                        .lines())
                .isEmpty();
    }

    @Test
    void theTimeLeftIsOfTheForksThatRan() {
        SearchPace pace = new SearchPace(8);
        pace.begin(4);
        assertThat(pace.left(3)).isEmpty();
        pace.took(Duration.ofSeconds(10).toNanos());
        pace.took(Duration.ofSeconds(20).toNanos());

        // 30 s for two forks, four more here and four of the other search.
        assertThat(pace.left(4)).isEqualTo(", about 2 min 0 s left");
        pace.begin(4);
        assertThat(pace.left(2)).isEqualTo(", about 30 s left");
        assertThat(pace.left(0)).isEmpty();
    }
}
