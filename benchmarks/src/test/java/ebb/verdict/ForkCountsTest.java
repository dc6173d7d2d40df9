// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.allocator.Catalog;
import ebb.results.Metric;
import ebb.results.RunData;
import ebb.results.RunText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForkCountsTest {
    private static final List<Metric> METRICS = List.of(
            Metric.MAKESPAN,
            Metric.CPU_USER,
            Metric.CPU_SYS,
            Metric.RSS_BASE,
            Metric.RSS_PEAK,
            Metric.LIVE_PEAK,
            Metric.RETAINED,
            Metric.RETAINED_RATIO,
            Metric.T50,
            Metric.T90,
            Metric.EXCESS,
            Metric.IDLE_LENGTH,
            Metric.LIVE_IDLE,
            Metric.LAZYFREE);

    @TempDir
    private Path temp;

    @Test
    void rowsOfDifferentNumbersOfForksAreToldAsSuch() throws IOException {
        assertThat(verdict("1 2 3", "1 2"))
                .startsWith("Means of 2 to 3 forks. Which differences are more than chance: ");
        assertThat(verdict("1 2 3", "1"))
                .startsWith(
                        "Means of 1 to 3 forks: where it is one, differences of a few per cent mean nothing. Which");
        assertThat(verdict("1 2", "1 2")).startsWith("Means of 2 forks each. Which");
        assertThat(alone("1 2 3")).isEqualTo("Means of 3 forks each.");
        assertThat(verdict("1", "1")).startsWith("This was a quick look, one fork each: ");

        assertThat(cures("1 2 3", "1 2")).isEqualTo("Means of 2 to 3 forks.");
        assertThat(cures("1", "1"))
                .isEqualTo("One fork of each is a quick look: differences of a few per cent mean nothing.");
    }

    private String verdict(String glibc, String scudo) throws IOException {
        return answer(run(glibc, scudo));
    }

    /** Of one allocator there is nothing to compare. */
    private String alone(String glibc) throws IOException {
        Path file = temp.resolve("alone.json");
        Files.writeString(
                file, new RunText().row("glibc", glibc, metrics(glibc)).json());
        return answer(RunData.read(file));
    }

    private static String answer(RunData run) {
        return Verdict.of(run, Catalog.load(List.of())).paragraphs().stream()
                .filter(text -> text.startsWith("Means of ") || text.startsWith("This was a quick look"))
                .findFirst()
                .orElseThrow();
    }

    private String cures(String glibc, String scudo) throws IOException {
        List<String> paragraphs = CureReport.of(run(glibc, scudo)).paragraphs();
        return paragraphs.get(paragraphs.size() - 1);
    }

    private RunData run(String glibc, String scudo) throws IOException {
        Path file = temp.resolve("result.json");
        Files.writeString(
                file,
                new RunText()
                        .row("glibc", glibc, metrics(glibc))
                        .row("scudo", scudo, metrics(scudo))
                        .json());
        return RunData.read(file);
    }

    private static String[] metrics(String forks) {
        List<String> metrics = new ArrayList<>();
        METRICS.forEach(metric -> metrics.add(RunText.metric(metric.label(), metric.unit(), forks)));
        return metrics.toArray(String[]::new);
    }
}
