// SPDX-License-Identifier: Apache-2.0
package ebb.limit;

import static org.assertj.core.api.Assertions.assertThat;

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
        LimitSearch search = new LimitSearch(row("glibc", Map.of()), 3);

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

    @Test
    void itsFiguresLeaveTheJvmsShareOut() {
        LimitSearch search = new LimitSearch(row("glibc", Map.of()), 1);

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
        LimitSearch search = new LimitSearch(row("glibc", Map.of()), 1);

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

        assertThat(new LimitTable(run, 3).lines())
                .containsExactly(
                        "allocator            live  peak  limit  killed at  JVM  above JVM  / live  burst  at limit",
                        "                      MiB   MiB    MiB        MiB  MiB        MiB              s         s",
                        "jemalloc-background   320   560    502          -  160        342    1.07    5.8       7.3",
                        "glibc                 320   560    550        541  160        390    1.22    5.8       5.9",
                        "",
                        "Set the limit to at least 502 MiB (jemalloc-background), 550 MiB (glibc): the smallest under which",
                        "all 3 forks survived, the whole process with Ebb's JVM. For a program without that JVM it is its own",
                        "base and, above that, at least 342 MiB (jemalloc-background), 390 MiB (glibc).");
        assertThat(new LimitTable(new RunData(Path.of("run"), List.of(row("glibc", Map.of())), Optional.empty()), 3)
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
