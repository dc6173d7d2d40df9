// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.base.EbbException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

class ForkOutputTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ForkOutput output = new ForkOutput(
            OutputFormatFactory.createFormatInstance(
                    new PrintStream(bytes, true, StandardCharsets.UTF_8), VerboseMode.NORMAL),
            new ForkPlan(
                    new Row(
                            "a.B.c",
                            Mode.Throughput,
                            List.of(),
                            3,
                            0,
                            Duration.ZERO,
                            Duration.ZERO,
                            Duration.ZERO,
                            Duration.ZERO,
                            1),
                    2,
                    false),
            "# Run progress: 40.00% complete, ETA 00:00:12",
            ForkOutput.Header.WHOLE);

    @Test
    void whatJmhSaysOfTheRunIsReplaced() {
        output.println("# Run progress: 0.00% complete, ETA 00:00:00");
        output.println("# Fork: 1 of 1");
        output.println("# Preparing profilers: AllocatorForks ");
        output.println("# Run complete. Total time: 00:00:01");
        output.println("");

        assertThat(text()).isEqualTo("""
                        # Run progress: 40.00% complete, ETA 00:00:12
                        # Fork: 2 of 3
                        # Preparing profilers: AllocatorForks\s
                        """);
    }

    @Test
    void aSentenceFromTheForkIsLeftToTheReport() {
        output.println("<failure>");
        output.println("");
        output.println("Asked for jemalloc, found glibc.\n");
        output.println("Benchmark had encountered error, and fail on error was requested");

        assertThat(text()).isEmpty();
    }

    @Test
    void theTraceOfAnUnforeseenExceptionPasses() {
        output.println("java.lang.IllegalStateException: no\n\tat a.B.c(B.java:1)\n");
        output.println("java.lang.StackOverflowError\n");

        assertThat(text()).isEqualTo("""
                        java.lang.IllegalStateException: no
                        \tat a.B.c(B.java:1)

                        java.lang.StackOverflowError

                        """);
    }

    @Test
    void aDeadForksExitCodeAndFirstWordsAreKept() {
        for (String line : List.of(
                "<forked VM failed with exit code 139>",
                "<stdout last='20 lines'>",
                "",
                "Picked up JAVA_TOOL_OPTIONS: -Da=b",
                "#",
                "# A fatal error has been detected by the Java Runtime Environment:",
                "#",
                "#  SIGSEGV (0xb) at pc=0x0, pid=1, tid=2",
                "#",
                "# JRE version: OpenJDK Runtime Environment",
                "# An error report file with more information is saved as:",
                "# /tmp/hs_err_pid1.log",
                "#",
                "</stdout>",
                "<stderr last='20 lines'>",
                "</stderr>",
                "",
                "next")) {
            output.println(line);
        }

        assertThat(output.exitCode()).isEqualTo(139);
        assertThat(output.crashed()).isTrue();
        assertThat(output.lastWords())
                .isEqualTo("SIGSEGV (0xb) at pc=0x0, pid=1, tid=2 (its report: /tmp/hs_err_pid1.log)");
        assertThat(text()).isEqualTo("next\n");
    }

    @Test
    void whatTheJvmPicksUpIsNotWhatItDiedOf() {
        for (String line : List.of(
                "<forked VM failed with exit code 134>",
                "<stderr last='20 lines'>",
                "Picked up JAVA_TOOL_OPTIONS: -Da=b",
                "free(): invalid pointer",
                "</stderr>")) {
            output.println(line);
        }

        assertThat(output.crashed()).isFalse();
        assertThat(output.lastWords()).isEqualTo("free(): invalid pointer");
    }

    @Test
    void whatLdSoCouldNotPreloadIsLeftToTheSentence() {
        String refused = "ERROR: ld.so: object '/x/%s.so' from LD_PRELOAD cannot be preloaded"
                + " (failed to map segment from shared object): ignored.\n";
        ("warm\n" + refused.replace("%s", "a") + refused.replace("%s", "b")
                        + "ERROR: ld.so: object 'x' is no word of ld.so\nERR")
                .chars()
                .forEach(output::write);
        assertThat(text()).isEqualTo("warm\nERROR: ld.so: object 'x' is no word of ld.so\n");
        output.close();

        assertThat(text()).isEqualTo("warm\nERROR: ld.so: object 'x' is no word of ld.so\nERR");
        EbbException own = new EbbException("Allocator a is not in place; a folder mounted noexec is one reason.");
        assertThat(ForkOutcome.sentence(own, output))
                .isEqualTo("Allocator a is not in place; a folder mounted noexec is one reason (ld.so: failed to map"
                        + " segment from shared object).");
    }

    @Test
    void theFirstComplaintOfAnAllocatorIsKept() {
        "warm\n<jemalloc>: Invalid conf value: narenas:x\n<jemalloc>: Malformed conf string\n"
                .chars()
                .forEach(output::write);

        assertThat(output.complaint()).contains("<jemalloc>: Invalid conf value: narenas:x");
        assertThat(text()).startsWith("warm\n<jemalloc>: Invalid");
    }

    @Test
    void whatOtherProgramsSayOfAllocatorsIsNoComplaint() {
        "see <jemalloc>: no\nmimalloc: warning: thread\n".chars().forEach(output::write);

        assertThat(output.complaint()).isEmpty();
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
