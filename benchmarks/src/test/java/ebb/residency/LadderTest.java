// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import static ebb.residency.Bursts.MIB;
import static ebb.residency.Bursts.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ebb.base.EbbException;
import ebb.results.Figure;
import ebb.results.Rung;
import ebb.shim.NativeBurst.Probe;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LadderTest {
    /** 3 MiB of what the fork had at first were given back lazily already. */
    private static final KernelFiles.Rollup BASE = rollup(100, 3);

    /** 5 MiB live. */
    private static final Cycle CYCLE = new Cycle(
            new Cycle.Burst(0, 0, new KernelFiles.Status(0, 0), 0, 0, 0),
            new Cycle.Idle(0, 0, rollup(500, 20)),
            requests(0, 0, 5 * MIB, 0, 0));

    private static KernelFiles.Rollup rollup(long rss, long lazyFree) {
        return new KernelFiles.Rollup(rss * MIB, lazyFree * MIB, 0, 0);
    }

    private static Ladder.Step step(Rung rung, long rss, long lazyFree) {
        return new Ladder.Step(rung, 0, 0, rollup(rss, lazyFree));
    }

    private static Map<String, Double> values(Ladder ladder) {
        return ladder.metrics(BASE, CYCLE).stream().collect(Collectors.toMap(Bursts::label, Figure::value));
    }

    @Test
    void eachStepHasWhatItGaveBack() {
        Ladder ladder = new Ladder(
                List.of(
                        step(Rung.WAIT, 499, 20),
                        step(Rung.OUTSIDE, 490, 20),
                        // Given back lazily is given back; RSS alone would show nothing.
                        step(Rung.NUDGE, 490, 60),
                        step(Rung.CHURN, 300, 10),
                        // Memory that grows is reported as it is.
                        step(Rung.OWNERS, 307, 10),
                        step(Rung.EXIT, 150, 0)),
                0);

        assertThat(ladder.metrics(BASE, CYCLE))
                .extracting(Bursts::label, Figure::value, Bursts::unit)
                .containsExactly(
                        tuple("why.wait", 1.0, "MiB"),
                        tuple("why.outside", 9.0, "MiB"),
                        tuple("why.nudge", 40.0, "MiB"),
                        tuple("why.churn", 140.0, "MiB"),
                        tuple("why.owners", -7.0, "MiB"),
                        tuple("why.exit", 147.0, "MiB"),
                        // 150 above a base of 97 that is not lazily free, of which 5 are live
                        tuple("why.rest", 48.0, "MiB"),
                        tuple("why.drift", 0.0, "MiB"));
    }

    @Test
    void thePartsAddUpToWhatIsRetained() {
        Ladder ladder = new Ladder(
                List.of(
                        step(Rung.WAIT, 499, 20),
                        step(Rung.NUDGE, 490, 21),
                        step(Rung.CHURN, 333, 60),
                        step(Rung.EXIT, 150, 0)),
                0);

        double parts = values(ladder).values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();

        double retained = 500 - 100;
        double lazyFree = 20;
        double lazyFreeOfBase = 3;
        double live = 5;
        assertThat(live + lazyFree + parts).isEqualTo(retained + lazyFreeOfBase);
    }

    /** Lazily freed pages are no part of what is held: that the kernel takes them shows beside the parts. */
    @Test
    void whatTheKernelTakesOfLazilyFreedPagesIsToldApartAndThePartsStillAddUp() {
        Ladder ladder = new Ladder(
                List.of(
                        step(Rung.WAIT, 500, 20),
                        step(Rung.OUTSIDE, 490, 120),
                        step(Rung.RECLAIM, 366, 1),
                        step(Rung.EXIT, 150, 0)),
                0);

        Map<String, Double> values = values(ladder);

        assertThat(values)
                .containsEntry("why.outside", 110.0)
                .containsEntry("why.reclaim", 5.0)
                .containsEntry("why.reclaim.lazy", 119.0)
                .containsEntry("why.exit", 215.0);
        double all = values.values().stream().mapToDouble(mib -> mib).sum();
        double parts = all - 119; // lazily freed, and no part
        assertThat(5 + 20 + parts).isEqualTo(500 - 100 + 3);
        assertThat(values(new Ladder(List.of(step(Rung.WAIT, 500, 20)), 0)))
                .doesNotContainKeys("why.reclaim", "why.reclaim.lazy");
    }

    @Test
    void aStepThatTheAllocatorHasNotIsLeftOutAndItsShareShowsInTheNext() {
        List<KernelFiles.Rollup> memory = List.of(rollup(480, 0), rollup(480, 0), rollup(480, 0), rollup(110, 0));
        Iterator<KernelFiles.Rollup> next = memory.iterator();
        List<Probe> asked = new ArrayList<>();

        Ladder ladder = climb(
                Rung.Order.CHEAPEST_FIRST,
                probe -> {
                    asked.add(probe);
                    return probe != Probe.OUTSIDE && probe != Probe.OWNERS;
                },
                () -> {},
                next::next,
                () -> 0);

        assertThat(asked)
                .containsExactly(
                        Probe.OUTSIDE,
                        Probe.NUDGE,
                        Probe.OUTSIDE,
                        Probe.CHURN,
                        Probe.OUTSIDE,
                        Probe.OWNERS,
                        Probe.EXIT,
                        Probe.OUTSIDE);
        assertThat(next.hasNext()).isFalse();
        assertThat(values(ladder))
                .doesNotContainKeys("why.outside", "why.owners")
                .containsEntry("why.wait", 0.0)
                .containsEntry("why.exit", 370.0)
                .containsEntry("why.rest", 8.0);
    }

    /** Nothing is to be waited for. */
    private static Ladder climb(
            Rung.Order order,
            Predicate<Probe> load,
            Runnable rest,
            Supplier<KernelFiles.Rollup> memory,
            LongSupplier clock) {
        return Ladder.climb(
                order, new Waiting(500 * MIB, 500 * MIB), rung -> OwnProcess.probe(rung, load), rest, memory, clock);
    }

    @Test
    void fromOutsideWhatNobodyCountsIsPartOfTheRest() {
        Iterator<KernelFiles.Rollup> next = List.of(rollup(480, 0), rollup(300, 0), rollup(298, 0), rollup(308, 0))
                .iterator();
        List<Rung> climbed = new ArrayList<>();
        Cycle uncounted = new Cycle(CYCLE.burst(), CYCLE.idle(), Optional.empty());

        Ladder ladder = Ladder.climb(
                Rung.Order.FROM_OUTSIDE,
                new Waiting(500 * MIB, 500 * MIB),
                climbed::add,
                () -> {},
                next::next,
                () -> 0);

        assertThat(climbed).containsExactly(Rung.OUTSIDE, Rung.RECLAIM, Rung.REPEAT);
        assertThat(ladder.metrics(BASE, uncounted))
                .extracting(Bursts::label, Figure::value)
                .containsExactly(
                        tuple("why.wait", 0.0),
                        tuple("why.outside", 180.0),
                        tuple("why.reclaim", 2.0),
                        tuple("why.reclaim.lazy", 0.0),
                        tuple("why.repeat", -10.0),
                        tuple("why.rest", 211.0),
                        tuple("why.drift", 0.0));
    }

    @Test
    void aReleaseFollowsEveryRungThenARestAndOnlyThenMemoryIsRead() {
        AtomicLong clock = new AtomicLong();
        List<String> order = new ArrayList<>();

        Ladder ladder = climbed(Rung.Order.CHEAPEST_FIRST, order, clock);

        assertThat(String.join(" ", order))
                .isEqualTo("rest read OUTSIDE rest read NUDGE OUTSIDE rest read CHURN OUTSIDE rest read"
                        + " OWNERS OUTSIDE rest read EXIT OUTSIDE rest read");
        assertThat(ladder.rungs())
                .extracting(Ladder.Step::rung, Ladder.Step::start, Ladder.Step::end)
                .containsExactly(
                        tuple(Rung.WAIT, 0L, 500L),
                        tuple(Rung.OUTSIDE, 500L, 1007L),
                        tuple(Rung.NUDGE, 1007L, 1521L),
                        tuple(Rung.CHURN, 1521L, 2035L),
                        tuple(Rung.OWNERS, 2035L, 2549L),
                        tuple(Rung.EXIT, 2549L, 3063L));
    }

    @Test
    void whereActivityComesFirstNoReleaseStandsBehindItUntilThatOnesTurn() {
        List<String> order = new ArrayList<>();

        Ladder ladder = climbed(Rung.Order.ACTIVITY_FIRST, order, new AtomicLong());

        assertThat(String.join(" ", order))
                .isEqualTo("rest read NUDGE rest read CHURN rest read OUTSIDE rest read OWNERS OUTSIDE rest read"
                        + " EXIT OUTSIDE rest read");
        assertThat(values(ladder))
                .containsKeys("why.nudge.alone", "why.churn.alone", "why.outside")
                .doesNotContainKeys("why.nudge", "why.churn");
    }

    private static Ladder climbed(Rung.Order rungs, List<String> order, AtomicLong clock) {
        return climb(
                rungs,
                probe -> order.add(probe.name()) && clock.addAndGet(7) > 0,
                () -> {
                    order.add("rest");
                    clock.addAndGet(500);
                },
                () -> {
                    order.add("read");
                    return rollup(100, 0);
                },
                clock::get);
    }

    /** As a decay without any activity: memory falls with time, and every rung but the first does nothing. */
    private static Map<String, Double> decaying(LongUnaryOperator mibAt) {
        AtomicLong clock = new AtomicLong();
        Ladder ladder = Ladder.climb(
                Rung.Order.CHEAPEST_FIRST,
                new Waiting(BASE.held() + CYCLE.live(), CYCLE.idle().memory().held()),
                rung -> true,
                () -> clock.addAndGet(Ladder.REST),
                () -> rollup(mibAt.applyAsLong(clock.get()), 0),
                clock::get);
        return values(ladder);
    }

    @Test
    void noRungIsCreditedWithADecayThatGoesOnAfterIdle() {
        Map<String, Double> given = decaying(nanos -> Math.max(120, 480 - nanos * 60 / 1_000_000_000));

        assertThat(given)
                .containsEntry("why.wait", 360.0)
                .containsEntry("why.outside", 0.0)
                .containsEntry("why.nudge", 0.0)
                .containsEntry("why.churn", 0.0)
                .containsEntry("why.owners", 0.0)
                .containsEntry("why.exit", 0.0)
                .containsEntry("why.drift", 0.0);
    }

    @Test
    void whatNeverComesToRestIsToldAsDrift() {
        Map<String, Double> given = decaying(nanos -> 480 - nanos * 4 / 1_000_000_000);

        assertThat(given)
                .containsEntry("why.wait", 120.0)
                .containsEntry("why.outside", 2.0)
                .containsEntry("why.drift", 2.0);
    }

    @Test
    void whatIsSwappedOutIsNotGivenBack() {
        Ladder ladder = new Ladder(
                List.of(new Ladder.Step(Rung.WAIT, 0, 0, new KernelFiles.Rollup(100 * MIB, 0, 0, 3 * MIB))), 0);

        assertThatThrownBy(() -> ladder.metrics(BASE, CYCLE))
                .isInstanceOf(EbbException.class)
                .hasMessageStartingWith("3.0 MiB of the fork were swapped out");
    }
}
