// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.results.Shard;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
    void shardsHaveWholeRoundsInTheOrderOfTheWholeAndTogetherAllOfThem() {
        Row[] rows = {row("a", 5, 0), row("b", 5, 0), row("c", 5, 0)};
        List<String> whole = order(Schedule.Order.ROUNDS, 7, rows);

        assertThat(shard(1, 2, rows))
                .containsExactlyElementsOf(
                        whole.stream().filter(fork -> fork.matches(".[135]")).toList());
        assertThat(shard(2, 2, rows))
                .containsExactlyElementsOf(
                        whole.stream().filter(fork -> fork.matches(".[24]")).toList());
    }

    @Test
    void everyShardWarmsUp() {
        assertThat(shard(2, 2, row("a", 2, 1))).containsExactly("a1w", "a2");
        assertThat(shard(2, 2, row("a", 3, 0), row("b", 1, 1))).containsExactly("b1w", "a2");
    }

    @Test
    void shardsOfOnePlanSaySoAndThoseOfAnotherDoNot() {
        List<Row> rows = List.of(row("a", 3, 1), row("b", 2, 0), row("c", 2, 0), row("d", 2, 0));

        assertThat(schedule(7, 1, 2).part(rows)).matches(part -> part != null && part.forks() == 5);
        assertThat(schedule(7, 2, 2).part(rows)).matches(part -> part != null && part.forks() == 4);
        assertThat(plan(schedule(7, 1, 2), rows)).isEqualTo(plan(schedule(7, 2, 2), rows));
        assertThat(plan(schedule(7, 1, 2), rows)).isNotEqualTo(plan(schedule(8, 1, 2), rows));
        assertThat(plan(schedule(7, 1, 2), rows)).isNotEqualTo(plan(schedule(7, 1, 2), List.of(row("a", 3, 1))));
        assertThat(new Schedule(Schedule.Order.ROUNDS, 7).part(rows)).isNull();
    }

    @Test
    void moreShardsThanRoundsAreRefused() {
        assertThatThrownBy(() -> schedule(7, 1, 4).part(List.of(row("a", 3, 0))))
                .hasMessage(
                        "--shard 1/4 divides 3 rounds, which are not enough for 4 shards: give more forks with -f, or"
                                + " fewer shards.");
    }

    private static String plan(Schedule schedule, List<Row> rows) {
        return Objects.requireNonNull(schedule.part(rows)).plan();
    }

    private static Schedule schedule(long seed, int number, int of) {
        return new Schedule(Schedule.Order.ROUNDS, seed, Optional.of(new Shard(number, of)));
    }

    private static List<String> shard(int number, int of, Row... rows) {
        return order(schedule(7, number, of), rows);
    }

    @Test
    void theOrderIsSaid() {
        assertThat(new Schedule(Schedule.Order.ROUNDS, 42).sentence())
                .isEqualTo("Order: rounds, shuffled by seed 42 (--seed 42 repeats it)");
        assertThat(new Schedule(Schedule.Order.SEQUENTIAL, 42).sentence())
                .isEqualTo("Order: sequential, the forks of each row back to back");
        assertThat(schedule(42, 2, 4).sentence())
                .isEqualTo("Order: rounds, shuffled by seed 42 (--seed 42 repeats it); shard 2/4: rounds 2, 6, ...");
    }

    private static List<String> order(Schedule.Order order, long seed, Row... rows) {
        return order(new Schedule(order, seed), rows);
    }

    private static List<String> order(Schedule schedule, Row... rows) {
        return schedule.forks(List.of(rows)).stream()
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
                Duration.ZERO,
                1);
    }
}
