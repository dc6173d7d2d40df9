// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class OthersTest {
    private static final long SECOND = 1_000_000_000;
    private static final String STAT = """
            cpu  10132153 290696 3084719 46828483 16683 0 25195 175628 0 0
            cpu0 5066076 145348 1542359 23414241 8341 0 12597 87814 0 0
            intr 8688370
            """;
    private static final String SELF =
            "4242 (java) (x) S 1 4242 4242 0 -1 4194304 37 5800 0 0 700 50 3000 400 20 0 31 0 9001 99 88 0 0";

    private final Others before = Others.of(0, STAT, SELF);

    @Test
    void ownTimeAndThatOfForksThatHaveEndedIsLeftOut() {
        // The machine did 5 + 1 s of user and 2 s of system time; 4 s of them this process, 3 s its forks.
        Others after = Others.of(
                10 * SECOND,
                STAT.replace("10132153", "10132753").replace(" 3084719", " 3084919"),
                SELF.replace(" 700 50 3000 400 ", " 1050 100 3200 500 "));

        assertThat(after.coresSince(before).all()).isCloseTo((8 - 7) / 10.0, within(1e-9));
        assertThat(after.coresSince(before).stolen()).isZero();
    }

    @Test
    void aWaitForTheDiskIsNoUseOfACpuButAnotherGuestsShareIs() {
        Others after = Others.of(2 * SECOND, STAT.replace(" 16683 ", " 16883 ").replace(" 175628 ", " 175728 "), SELF);

        assertThat(after.coresSince(before).all()).isCloseTo(0.5, within(1e-9));
        assertThat(after.coresSince(before).stolen()).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void whatTheKernelDoesNotTellIsNothing() {
        assertThat(Others.of(SECOND, "", "").coresSince(Others.of(0, "", ""))).isEqualTo(Others.Cores.NONE);
        assertThat(before.coresSince(before)).isEqualTo(Others.Cores.NONE);
    }

    /** It gets a core, or its share of a machine that others keep busy as well. */
    @Test
    void aLoopBesideIsSeen() throws Exception {
        Process loop = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
        try {
            assertThat(Others.now().all()).isGreaterThan(0.3);
        } finally {
            loop.destroyForcibly();
        }
    }

    @Test
    void whatThisProcessAndItsEndedChildrenDidIsNotSeen() throws Exception {
        Others start = Others.upToNow();
        new ProcessBuilder("sh", "-c", "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done")
                .start()
                .waitFor();
        Others end = Others.upToNow();

        assertThat(end.own() - start.own()).isGreaterThan(10);
        assertThat(end.busy() - start.busy()).isGreaterThanOrEqualTo(end.own() - start.own() - 10);
    }
}
