// SPDX-License-Identifier: Apache-2.0
package ebb.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.Test;

class LimitSearchTest {
    /** Of a JVM of 160 MiB, 18 of it the kernel may take back, and a load of 320 live MiB. */
    private static ResultRow row(String allocator, Map<Metric, Double> more) {
        Map<String, Measured> metrics = new LinkedHashMap<>();
        Map<Metric, Double> all = new LinkedHashMap<>(
                Map.of(Metric.BASE_ANON, 160.0, Metric.LIVE_PEAK, 320.0, Metric.RSS_PEAK, 560.0, Metric.MAKESPAN, 5.8));
        all.putAll(more);
        metrics.put(ResultRow.SCORE, new Measured("s", 5.8, List.of(List.of(5.8))));
        all.forEach((metric, value) ->
                metrics.put(metric.label(), new Measured(metric.unit(), value, List.of(List.of(value)))));
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
                    // The second fork needs more than the first, and the third is slow.
                    boolean survives = mib >= (fork == 1 ? 500 : 515);
                    return OptionalDouble.of(survives ? fork == 3 ? 9 : 6 : Double.NaN);
                },
                (mib, survived, left) -> {});

        assertThat(asked).containsExactly("520/1", "520/2", "520/3", "500/1", "500/2", "510/1", "510/2");
        assertThat(found).contains(new LimitSearch.Found(520, OptionalLong.of(510), 6));
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
                (mib, survived, left) -> {});

        assertThat(asked).containsExactly("520/1", "520/2", "520/3", "500/1", "500/2", "510/1", "510/2", "510/3");
        assertThat(found).contains(new LimitSearch.Found(510, OptionalLong.of(500), 2.5));
    }

    /** Nobody sees what is live in a service; of a steady load only what its cgroup was charged is known. */
    @Test
    void withoutLiveBytesTheSearchBeginsAtWhatIsKnown() {
        ResultRow service = of(Map.of(Metric.RSS_BASE, 20.0, Metric.RSS_PEAK, 80.5, Metric.MAKESPAN, 1.0));
        ResultRow steady = of(Map.of(Metric.LIMIT_PEAK, 190.0));

        assertThat(firstAsked(service)).isEqualTo(50); // between 20 and 81
        assertThat(firstAsked(steady)).isEqualTo(142); // between 95 and 190
        assertThat(labels(service)).containsExactly("limit.min", "limit.died", "limit.makespan");
        assertThat(labels(steady)).containsExactly("limit.min", "limit.died");
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
                        (mib, survived, left) -> {});
        return first.get(0);
    }

    private static List<String> labels(ResultRow row) {
        return new LimitSearch(row, 1, 1)
                .figures(new LimitSearch.Found(61, OptionalLong.of(53), 1)).stream()
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
                        "Set the limit to at least 65 MiB (glibc): the smallest under which 2 of 3 forks survived, all",
                        "processes of the service and nothing of Ebb's.");
    }

    private static ResultRow of(Map<Metric, Double> metrics) {
        ResultRow row = row("glibc", Map.of());
        Map<String, Measured> measured = new LinkedHashMap<>();
        metrics.forEach((metric, value) ->
                measured.put(metric.label(), new Measured(metric.unit(), value, List.of(List.of(value)))));
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
        search.figures(new LimitSearch.Found(520, OptionalLong.of(510), 6))
                .forEach(figure -> figures.put(figure.metric().label(), figure.value()));

        assertThat(figures)
                .containsEntry("limit.min", 520.0)
                .containsEntry("limit.died", 510.0)
                .containsEntry("limit.above", 360.0)
                .containsEntry("limit.ratio", 1.125)
                .containsEntry("limit.makespan", 6.0)
                .hasSize(5);
    }

    @Test
    void anInterruptionIsNoAnswer() {
        LimitSearch search = new LimitSearch(row("glibc", Map.of()), 1, 1);

        assertThat(search.run((mib, fork) -> OptionalDouble.empty(), (mib, survived, left) -> asked.add("told")))
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
                        "allocator            live  peak  limit  too small  JVM  above JVM  / live  burst  at limit",
                        "                      MiB   MiB    MiB        MiB  MiB        MiB              s         s",
                        "jemalloc-background   320   560    502          -  160        342    1.07    5.8       7.3",
                        "glibc                 320   560    550        541  160        390    1.22    5.8       5.9",
                        "",
                        "Set the limit to at least 502 MiB (jemalloc-background), 550 MiB (glibc): the smallest under which",
                        "all 3 forks survived, the whole process with Ebb's JVM. For a program without that JVM it is its own",
                        "base and, above that, at least 342 MiB (jemalloc-background), 390 MiB (glibc).");
        assertThat(new LimitTable(new RunData(Path.of("run"), List.of(row("glibc", Map.of())), Optional.empty()), 3, 3)
                        .lines())
                .isEmpty();
    }

    @Test
    void theTimeLeftIsOfTheForksThatRan() {
        SearchPace pace = new SearchPace(8);
        pace.begin(4);
        assertThat(pace.left(3)).isEmpty();
        pace.took(Duration.ofMillis(900).toNanos()); // read, not run
        pace.took(Duration.ofSeconds(20).toNanos());

        // 20 s for two answers, four more here and four of the other search.
        assertThat(pace.left(4)).isEqualTo(", about 1 min 20 s left");
        pace.begin(4);
        assertThat(pace.left(2)).isEqualTo(", about 13 s left");
        assertThat(pace.left(0)).isEmpty();
    }
}
