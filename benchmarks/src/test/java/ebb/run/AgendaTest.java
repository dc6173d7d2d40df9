// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;

class AgendaTest {
    private static final Row GLIBC = row("glibc");
    private static final Row SCUDO = row("scudo");

    private final Agenda agenda = new Agenda(
            List.of(
                    new ForkPlan(GLIBC, 1, false),
                    new ForkPlan(SCUDO, 1, false),
                    new ForkPlan(SCUDO, 2, false),
                    new ForkPlan(GLIBC, 2, false)),
            new Pace(2));

    @Test
    void forksComeInTheirOrderWithoutThoseDoneBefore() {
        agenda.skip(1);
        assertThat(agenda.next()).hasValue(0);
        assertThat(agenda.isBusy()).isFalse();

        agenda.starts(0);
        assertThat(agenda.next()).hasValue(2);
        assertThat(agenda.isBusy()).isTrue();

        agenda.starts(2);
        agenda.starts(3);
        assertThat(agenda.next()).isEmpty();
        agenda.ended(0, true);
        agenda.ended(2, true);
        assertThat(agenda.isBusy()).isTrue();
        agenda.ended(3, true);
        assertThat(agenda.isBusy()).isFalse();
    }

    /** Of the held ones only those that were asked for run, and only they count. */
    @Test
    void forksAreHeldUntilTheirRowWantsThem() {
        agenda.skip(1);
        agenda.hold();
        assertThat(agenda.next()).isEmpty();
        assertThat(agenda.countTo(4)).isEqualTo(1);

        agenda.admit(row -> true, 1);
        assertThat(agenda.next()).hasValue(0);
        agenda.starts(0);
        assertThat(agenda.next()).isEmpty();
        agenda.ended(0, true);

        agenda.admit(GLIBC::equals, 2);
        assertThat(agenda.next()).hasValue(3);
        assertThat(agenda.countTo(3)).isEqualTo(2);
        assertThat(agenda.countTo(4)).isEqualTo(3);
    }

    /** A row's forks may end in another order than they started in. */
    @Test
    void aRowHasEndedWhenNoForkOfItGoesOnOrIsToCome() {
        agenda.starts(0);
        agenda.starts(1);
        agenda.ended(1, true);
        assertThat(agenda.isLast(SCUDO)).isFalse();

        agenda.starts(2);
        agenda.starts(3);
        agenda.ended(3, true);
        assertThat(agenda.isLast(GLIBC)).isFalse();

        agenda.ended(0, true);
        assertThat(agenda.isLast(GLIBC)).isTrue();
        assertThat(agenda.isLast(SCUDO)).isFalse();
    }

    /** Expected are 20 s a fork in two lanes, of which it keeps the turn for 10. */
    @Test
    void theTimeLeftFallsAsForksStartRestAndEnd() {
        assertThat(agenda.left()).isEqualTo(Duration.ofSeconds(50));

        agenda.starts(0);
        agenda.rests(0);

        // Its turn took no time, nor will that of the others: two at a time.
        assertThat(agenda.left()).isBetween(Duration.ofSeconds(39), Duration.ofSeconds(40));

        agenda.ended(0, false);
        agenda.skip(1);
        agenda.skip(2);
        assertThat(agenda.left()).isEqualTo(Duration.ofSeconds(20));
    }

    private static Row row(String allocator) {
        return new Row(
                "ebb.load.Burst.burst",
                Mode.SingleShotTime,
                List.of(new Row.Param("allocator", allocator, 0)),
                2,
                0,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                1);
    }
}
