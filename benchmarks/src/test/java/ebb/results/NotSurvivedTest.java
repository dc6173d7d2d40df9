// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.base.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotSurvivedTest {
    private static final RowKey ROW =
            new RowKey("ebb.load.Burst.burst", "ss", 1, Map.of("allocator", "glibc", "limit", "400", "scenario", "s"));
    private static final long MIB = 1 << 20;

    @TempDir
    private Path temp;

    /** Time, RSS and live bytes of each; the kernel fills what was not reached with zeroes. */
    private NotSurvived killed(long... words) throws Exception {
        return killed(ROW, words);
    }

    private NotSurvived killed(RowKey row, long... words) throws Exception {
        return notSurvived(row, null, words);
    }

    private NotSurvived notSurvived(RowKey row, NotSurvived.@Nullable TimeOut timeOut, long... words) throws Exception {
        ByteBuffer file = ByteBuffer.allocate(1024).order(ByteOrder.nativeOrder());
        file.asLongBuffer().put(words);
        Path timeline = Files.write(temp.resolve("timeline"), file.array());
        return NotSurvived.of(row, 2, false, 400 * MIB, timeline, timeOut);
    }

    @Test
    void theLastSampleTellsUsageAndLiveAtThatMoment() throws Exception {
        NotSurvived kill = killed(10, 170 * MIB, 0, 20, 300 * MIB, 250 * MIB, 30, 395 * MIB, 220 * MIB);

        assertThat(kill).isEqualTo(new NotSurvived(ROW, 2, false, 400, 395.0, 220.0, 250.0, null));
        assertThat(kill.text())
                .isEqualTo(
                        "Burst.burst (allocator = glibc, limit = 400, scenario = s), fork 2: the kernel's OOM killer ended it at its"
                                + " limit of 400 MiB, with 395.0 MiB resident, 220.0 MiB of it live.");
    }

    /** Halved, it has the samples of before behind its last one. */
    @Test
    void olderSamplesBehindTheLastAreNotTheLast() throws Exception {
        assertThat(killed(20, 2 * MIB, MIB, 40, 4 * MIB, 3 * MIB, 30, 3 * MIB, 2 * MIB))
                .isEqualTo(new NotSurvived(ROW, 2, false, 400, 4.0, 3.0, 3.0, null));
    }

    @Test
    void beforeItsLoadTheJvmAloneWasTooMuch() throws Exception {
        NotSurvived never = killed();
        assertThat(never).isEqualTo(new NotSurvived(ROW, 2, false, 400, null, null, null, null));
        assertThat(never.sentence())
                .isEqualTo("the kernel's OOM killer ended it at its limit of 400 MiB before its load had allocated"
                        + " anything: the JVM alone needs more.");
    }

    /** With ten seconds between samples a load may grow to the limit unseen. */
    @Test
    void whatNoSampleShowedIsNotDenied() throws Exception {
        assertThat(killed(10, 170 * MIB, 0).sentence())
                .isEqualTo("the kernel's OOM killer ended it at its limit of 400 MiB before a sample showed its load.");
    }

    /** Its samples go on when its processes are gone, and their third word is how many there are. */
    @Test
    void ofAServiceTheMostThatWasResidentIsTold() throws Exception {
        RowKey row = new RowKey("ebb.load.Service.burst", "ss", 1, Map.of("limit", "60", "service", "shop"));
        NotSurvived kill = killed(row, 10, 20 * MIB, 2, 20, 59 * MIB, 3, 30, 0, 0);

        assertThat(kill).isEqualTo(new NotSurvived(row, 2, false, 400, 59.0, null, null, null));
        assertThat(kill.sentence())
                .isEqualTo(
                        "the kernel's OOM killer ended a process of its service at its limit of 400 MiB, with at most"
                                + " 59.0 MiB resident in any sample.");
        assertThat(killed(row).sentence())
                .isEqualTo("the kernel's OOM killer ended a process of its service at its limit of 400 MiB, before its"
                        + " first burst.");
    }

    /** Nobody samples it, so nobody knows what was resident. */
    @Test
    void ofASteadyLoadTheLimitAloneIsTold() throws Exception {
        RowKey row = new RowKey("ebb.load.Interleaved.replace", "thrpt", 1, Map.of("limit", "60", "sizes", "small"));

        assertThat(killed(row).sentence()).isEqualTo("the kernel's OOM killer ended it at its limit of 400 MiB.");
    }

    @Test
    void whatTimeRanOutAtItsLimitIsNoKill() throws Exception {
        NotSurvived timedOut = notSurvived(ROW, new NotSurvived.TimeOut("The burst had not ended after 5 s.", 1234));

        assertThat(timedOut.word()).isEqualTo("timed out");
        assertThat(timedOut.sentence())
                .isEqualTo(
                        "its time ran out at its limit of 400 MiB, at which its cgroup was 1,234 times: The burst had"
                                + " not ended after 5 s.");
        assertThat(killed().word()).isEqualTo("killed");
    }

    @Test
    void itIsKeptWhole() throws Exception {
        for (NotSurvived fork : List.of(
                killed(10, 3 * MIB, MIB), notSurvived(ROW, new NotSurvived.TimeOut("x", 2), 10, 3 * MIB, MIB))) {
            Path file = Files.write(temp.resolve("kept"), Json.bytes(fork));

            assertThat(NotSurvived.read(file)).isEqualTo(fork);
        }
    }
}
