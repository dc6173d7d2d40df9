// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.run.ForkPlan;
import ebb.run.ForkProcess.Phase;
import ebb.run.Row;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;

class ProgressTest {
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
        assertThat(line("[3/9] ", Duration.ofSeconds(130), "scudo", Phase.REST))
                .isEqualTo("[3/9] scudo, idle, about 2 min 10 s left");
        assertThat(line("[9/9] ", Duration.ofSeconds(59), "scudo", Phase.BURST))
                .isEqualTo("[9/9] scudo, burst, about 59 s left");
        assertThat(line("[9/9] ", Duration.ofMillis(300), "scudo", Phase.LADDER))
                .isEqualTo("[9/9] scudo, ladder, almost done");
    }

    @Test
    void lanesStandByWhatTheyDo() {
        assertThat(line(
                        "[4/9] ",
                        Duration.ofSeconds(59),
                        "mimalloc2",
                        Phase.REST,
                        "scudo",
                        Phase.LADDER,
                        "glibc",
                        Phase.IDLE,
                        "tcmalloc",
                        Phase.BURST))
                .isEqualTo("[4/9] burst: tcmalloc; idle: glibc, mimalloc2; ladder: scudo, about 59 s left");
        String longest = "jemalloc-background";
        assertThat(line(
                        "[10/20] ",
                        Duration.ofSeconds(159),
                        longest + " (1)",
                        Phase.REST,
                        longest + " (2)",
                        Phase.REST,
                        "glibc-nofastbins (1)",
                        Phase.STARTING))
                .isEqualTo("[10/20] starting: glibc-nofastbins (1); idle: 2 forks, about 2 min 39 s left");
    }

    private static String line(String count, Duration left, Object... phases) {
        Map<String, Phase> all = new LinkedHashMap<>();
        for (int i = 0; i < phases.length; i += 2) {
            all.put((String) phases[i], (Phase) phases[i + 1]);
        }
        return Progress.line(count, all, left);
    }

    @Test
    void whatIsSaidOfAForkIsALine() {
        try (Progress progress = progress(false)) {
            progress.remark("Scenario quick needs more: it waits until another fork has ended.");
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo("Scenario quick needs more: it waits until another fork has ended.\n");
    }

    @Test
    void withoutATerminalEachAllocatorHasOneLine() {
        try (Progress progress = progress(false)) {
            progress.forkStarts(plan("glibc"), 1, 2, () -> Phase.STARTING, ProgressTest::left);
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("[1/2] glibc, about 50 s left\n");
    }

    @Test
    void onATerminalTheLineIsDrawnInPlaceAndTakenAway() throws Exception {
        try (Progress progress = progress(true)) {
            progress.forkStarts(plan("glibc"), 1, 2, () -> Phase.STARTING, ProgressTest::left);
            Thread.sleep(1200);
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .startsWith("\r\u001b[K[1/2] glibc, starting, about ")
                .endsWith(" s left\r\u001b[K")
                .doesNotContain("\n");
    }

    private static Duration left() {
        return Duration.ofSeconds(50);
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
                        Duration.ZERO,
                        1),
                1,
                false);
    }
}
