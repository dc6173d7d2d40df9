// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WaitingTest {
    @Test
    void aThreadInACall() {
        int read = System.getProperty("os.arch").equals("aarch64") ? 63 : 0;
        Waiting waiting = Waiting.parse(
                        read + " 0x0 0x559bc67a2770 0x1000 0x1000 0x0 0x0 0x7ffe100fb9e0 0x7f77fb0252ec\n")
                .orElseThrow();

        assertThat(waiting).isEqualTo(new Waiting(read, 0x7ffe100fb9e0L));
        assertThat(waiting.name()).contains("read");
    }

    @Test
    void aThreadThatStandsElsewhere() {
        Waiting waiting = Waiting.parse("-1 0x7ffe100fb9e0 0x7f77fb0252ec\n").orElseThrow();

        assertThat(waiting.stackPointer()).isEqualTo(0x7ffe100fb9e0L);
        assertThat(waiting.name()).isEmpty();
    }

    @Test
    void aCallThatDoesNotWait() {
        // 9 is mmap on x86-64, and lgetxattr on aarch64.
        assertThat(Waiting.parse("9 0x0 0x1 0x1 0x1 0x0 0x0 0x7ffe100fb9e0 0x7f77fb0252ec\n")
                        .orElseThrow()
                        .name())
                .isEmpty();
    }

    @Test
    void aThreadThatRuns() {
        assertThat(Waiting.parse("running\n")).isEmpty();
        assertThat(Waiting.parse("")).isEmpty();
    }
}
