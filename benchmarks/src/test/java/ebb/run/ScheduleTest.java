// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;

class ScheduleTest {
    @Test
    void aRoundHasOneForkOfEachRowInTheSeedsOrder() {
        assertThat(order(Schedule.Order.ROUNDS, 42, row("a", 3, 0), row("b", 3, 0), row("c", 3, 0), row("d", 3, 0)))
                .containsExactly("d1", "b1", "a1", "c1", "c2", "b2", "d2", "a2", "a3", "d3", "c3", "b3");
    }

    @Test
    void theSameSeedGivesTheSameOrderAndAnotherOneAnother() {
        Row[] rows = {row("a", 3, 0), row("b", 3, 0), row("c", 3, 0), row("d", 3, 0)};

        assertThat(order(Schedule.Order.ROUNDS, 7, rows)).isEqualTo(order(Schedule.Order.ROUNDS, 7, rows));
        assertThat(order(Schedule.Order.ROUNDS, 7, rows)).isNotEqualTo(order(Schedule.Order.ROUNDS, 42, rows));
    }

    @Test
    void moreForksAddRoundsBehindTheOthers() {
        assertThat(order(Schedule.Order.ROUNDS, 7, row("a", 5, 0), row("b", 5, 0), row("c", 5, 0)))
                .startsWith(order(Schedule.Order.ROUNDS, 7, row("a", 3, 0), row("b", 3, 0), row("c", 3, 0))
                        .toArray(String[]::new));
    }

    @Test
    void warmUpForksAreRoundsBeforeTheFirst() {
        List<String> order = order(Schedule.Order.ROUNDS, 7, row("a", 1, 2), row("b", 1, 2), row("c", 1, 0));

        assertThat(order.subList(0, 2)).containsExactlyInAnyOrder("a1w", "b1w");
        assertThat(order.subList(2, 4)).containsExactlyInAnyOrder("a2w", "b2w");
        assertThat(order.subList(4, 7)).containsExactlyInAnyOrder("a1", "b1", "c1");
    }

    @Test
    void aRowWithFewerForksIsInTheFirstRounds() {
        List<String> order = order(Schedule.Order.ROUNDS, 7, row("a", 3, 0), row("b", 1, 0));

        assertThat(order.subList(0, 2)).containsExactlyInAnyOrder("a1", "b1");
        assertThat(order.subList(2, 4)).containsExactly("a2", "a3");
    }

    @Test
    void sequentialForksStandBackToBackWarmUpFirst() {
        assertThat(order(Schedule.Order.SEQUENTIAL, 0, row("a", 2, 1), row("b", 2, 1)))
                .containsExactly("a1w", "a1", "a2", "b1w", "b1", "b2");
    }

    @Test
    void theOrderIsSaid() {
        assertThat(new Schedule(Schedule.Order.ROUNDS, 42).sentence())
                .isEqualTo("Order: rounds, shuffled by seed 42 (--seed 42 repeats it)");
        assertThat(new Schedule(Schedule.Order.SEQUENTIAL, 42).sentence())
                .isEqualTo("Order: sequential, the forks of each row back to back");
    }

    private static List<String> order(Schedule.Order order, long seed, Row... rows) {
        return new Schedule(order, seed)
                .forks(List.of(rows)).stream()
                        .map(fork -> fork.row().benchmark() + fork.fork() + (fork.warmup() ? "w" : ""))
                        .toList();
    }

    private static Row row(String benchmark, int forks, int warmupForks) {
        return new Row(
                benchmark,
                Mode.Throughput,
                List.of(),
                forks,
                warmupForks,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                1);
    }
}
