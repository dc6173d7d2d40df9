// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NativeReleaserTest {
    @Test
    @Timeout(60)
    void aThreadOfThatNameReleasesUntilItIsClosed() throws Exception {
        try (NativeReleaser releaser = new NativeReleaser(20_000_000)) {
            assertThat(threads()).contains("ebb-release");
            while (releaser.calls() < 3) {
                Thread.sleep(5);
            }
            assertThat(releaser.longest()).isPositive();
            assertThat(releaser.cpu()).isPositive();

            releaser.reset();

            assertThat(releaser.calls()).isLessThan(3);
            while (releaser.calls() == 0) {
                Thread.sleep(5);
            }
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
                if (Files.exists(task.resolve("comm"))) {
                    names.add(Files.readString(task.resolve("comm")).strip());
                }
            }
        }
        return names;
    }
}
