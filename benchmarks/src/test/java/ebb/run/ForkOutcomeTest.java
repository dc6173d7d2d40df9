// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.base.EbbException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkException;

class ForkOutcomeTest {
    @Test
    void theForksOwnSentenceIsTheFailure() {
        BenchmarkException thrown = new BenchmarkException(
                "Benchmark error", List.of(new IllegalStateException("x"), new EbbException("Asked for a, found b.")));

        assertThat(ForkOutcome.sentence(thrown, 1, "noise", false)).isEqualTo("Asked for a, found b.");
    }

    @Test
    void itIsFoundBehindWhatWrapsIt() {
        EbbException noexec = new EbbException("The native shim could not be loaded (failed to map segment).");
        Throwable loading = new ExceptionInInitializerError(noexec);

        assertThat(ForkOutcome.sentence(new BenchmarkException("Benchmark error", List.of(loading)), 1, "noise", false))
                .isEqualTo(noexec.toString());
        assertThat(ForkOutcome.sentence(new IllegalStateException(loading), 1, "noise", false))
                .isEqualTo(noexec.toString());
    }

    @Test
    void aKilledForkNamesTheLikelyKiller() {
        assertThat(ForkOutcome.sentence(exited(137), 137, "", false))
                .isEqualTo("it was killed (signal 9), often by the kernel's out-of-memory killer.");
    }

    @Test
    void signalsAndExitCodesAreToldApart() {
        assertThat(ForkOutcome.sentence(exited(139), 139, "malloc(): bad", false))
                .isEqualTo("it crashed (signal 11, segmentation fault); its output begins: malloc(): bad");
        assertThat(ForkOutcome.sentence(exited(159), 159, "", false)).isEqualTo("it was ended by signal 31.");
        assertThat(ForkOutcome.sentence(exited(3), 3, "", false)).isEqualTo("it ended with exit code 3.");
    }

    /** HotSpot catches SIGSEGV and aborts: by its exit code, 134, a heap would have been found damaged. */
    @Test
    void aCrashIsToldInHotspotsWords() {
        assertThat(ForkOutcome.sentence(exited(134), 134, "SIGSEGV (0xb) at pc=0x0", true))
                .isEqualTo("its JVM crashed: SIGSEGV (0xb) at pc=0x0.");
    }

    @Test
    void anotherExceptionIsNamed() {
        assertThat(ForkOutcome.sentence(new BenchmarkException(new IllegalStateException("a bug")), 0, "", false))
                .isEqualTo("it failed with java.lang.IllegalStateException: a bug.");
    }

    /** It comes from another process, as JMH sends it. */
    @Test
    void thatATimeRanOutOutlivesTheForksEnd() throws Exception {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(sent)) {
            out.writeObject(new BenchmarkException("Benchmark error", List.of(EbbException.ofTimeOut("Too slow."))));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(sent.toByteArray()))) {
            EbbException received = EbbException.in((Throwable) in.readObject()).orElseThrow();
            assertThat(received).hasToString("Too slow.");
            assertThat(received.isTimeOut()).isTrue();
        }
        assertThat(new EbbException("Asked for a, found b.").isTimeOut()).isFalse();
    }

    private static BenchmarkException exited(int code) {
        return new BenchmarkException(new IllegalStateException("Forked VM failed with exit code " + code));
    }
}
