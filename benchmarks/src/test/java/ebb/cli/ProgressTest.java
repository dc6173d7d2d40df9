// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.run.ForkPlan;
import ebb.run.Pace.TimeLeft;
import ebb.run.Row;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;

class ProgressTest {
    private static final TimeLeft LEFT = new TimeLeft(Duration.ofSeconds(25), Duration.ofSeconds(25));

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Test
    void orderAndWarningsComeFirst() {
        try (Progress progress = progress(false)) {
            progress.runStarts(List.of("Order: rounds"), List.of("This machine is busy."));
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("Order: rounds\nWarning: This machine is busy.\n");
    }

    @Test
    void aLineHasAllocatorPhaseAndTimeLeft() {
        assertThat(Progress.line("scudo", 3, 9, ", idle", Duration.ofSeconds(130)))
                .isEqualTo("[3/9] scudo, idle, about 2 min 10 s left");
        assertThat(Progress.line("scudo", 9, 9, ", burst", Duration.ofSeconds(59)))
                .isEqualTo("[9/9] scudo, burst, about 59 s left");
        assertThat(Progress.line("scudo", 9, 9, ", idle", Duration.ofMillis(300)))
                .isEqualTo("[9/9] scudo, idle, almost done");
    }

    @Test
    void withoutATerminalEachAllocatorHasOneLine() {
        try (Progress progress = progress(false)) {
            progress.forkStarts(plan("glibc"), 1, 2, LEFT);
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("[1/2] glibc, about 50 s left\n");
    }

    @Test
    void onATerminalTheLineIsDrawnInPlaceAndTakenAway() throws Exception {
        try (Progress progress = progress(true)) {
            progress.forkStarts(plan("glibc"), 1, 2, LEFT);
            Thread.sleep(1200);
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .startsWith("\r\u001b[K[1/2] glibc, starting, about ")
                .endsWith(" s left\r\u001b[K")
                .doesNotContain("\n");
    }

    private Progress progress(boolean redraw) {
        PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        return new Progress(new Terminal(err, err, StandardCharsets.UTF_8, false, redraw));
    }

    private static ForkPlan plan(String allocator) {
        return new ForkPlan(
                new Row(
                        "ebb.load.Burst.burst",
                        Mode.SingleShotTime,
                        List.of(new Row.Param("allocator", allocator, 0)),
                        1,
                        0,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        1),
                1,
                false);
    }
}
