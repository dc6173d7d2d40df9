// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ebb.results.ResultRow;
import ebb.results.RunData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Huge pages of real forks: mimalloc 3 asks for them by itself, which is the control. */
class HugePagesIT {
    private static final Path SETTING = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

    @TempDir
    private Path temp;

    @Test
    void aForkHasThemOnlyWhereItMay() throws Exception {
        assumeFalse(!Files.exists(SETTING) || Files.readString(SETTING).contains("[never]"));

        EbbProcess.Ended ended = EbbProcess.run(
                temp,
                "Burst",
                "-f",
                "1",
                "--lanes",
                "3",
                "--scenarios",
                BurstRuns.SCENARIOS,
                "-p",
                "scenario=small",
                "-p",
                "allocator=mimalloc3,mimalloc3-nothp",
                "-p",
                "thp=host,never");

        assertThat(ended.code()).as(ended.err() + ended.out()).isZero();
        Map<String, Double> huge = huge();
        assertThat(huge).hasSize(4);
        assertThat(huge.remove("mimalloc3 null")).isGreaterThanOrEqualTo(2);
        assertThat(huge).allSatisfy((row, mib) -> assertThat(mib).isZero());
    }

    /** MiB at the end of idle, by allocator and parameter. */
    private Map<String, Double> huge() throws Exception {
        try (Stream<Path> runs = Files.list(temp.resolve("runs"))) {
            return RunData.read(runs.findFirst().orElseThrow()).rows().stream()
                    .collect(Collectors.toMap(
                            row -> row.key().params().get("allocator") + " "
                                    + row.key().params().get("thp"),
                            HugePagesIT::huge));
        }
    }

    private static double huge(ResultRow row) {
        return Objects.requireNonNull(row.metrics().get("rss.thp")).forks()[0];
    }
}
