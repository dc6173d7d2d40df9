// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NativeReleaserTest {
    @Test
    @Timeout(60)
    void aThreadOfThatNameReleasesUntilItIsClosed() throws Exception {
        try (NativeReleaser releaser = new NativeReleaser(20_000_000)) {
            assertThat(threads()).contains("ebb-release");
            while (releaser.calls() < 100) {
                Thread.sleep(5);
            }
            assertThat(releaser.longest()).isPositive();
            assertThat(releaser.cpu()).isPositive();

            releaser.reset();

            assertThat(releaser.calls()).isLessThan(100);
            while (releaser.calls() == 0) {
                Thread.sleep(5);
            }
        }
        // A thread that was joined may stand in /proc a moment longer.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (threads().contains("ebb-release") && System.nanoTime() < deadline) {
            Thread.sleep(1);
        }
        assertThat(threads()).doesNotContain("ebb-release");
    }

    @Test
    void anIntervalOutOfRangeIsRefused() {
        assertThatThrownBy(() -> new NativeReleaser(999_999))
                .isInstanceOf(EbbException.class)
                .hasMessageStartingWith(
                        "The native shim could not make a thread that releases memory every 999999 ns: errno ");
    }

    private static List<String> threads() throws IOException {
        List<String> names = new ArrayList<>();
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                try {
                    names.add(Files.readString(task.resolve("comm")).strip());
                } catch (IOException e) {
                    names.add("ended meanwhile");
                }
            }
        }
        return names;
    }
}
