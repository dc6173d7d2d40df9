// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.Json;
import ebb.results.Environments;
import ebb.results.RunData;
import ebb.results.RunText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselinesTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);

    @TempDir
    private Path temp;

    @Test
    void theNewOneTakesThePlaceOfTheOld() throws Exception {
        accept("first", "1 2 3 4 5");
        Path kept = accept("second", "6 7 8 9 10");

        assertThat(median()).isEqualTo(8);
        assertThat(kept.resolve("baseline.json")).content().contains("\"second\"");
        assertBaselines("m1");
    }

    /** Between two renames the old one has no other name. */
    @Test
    void aKillWhileTheyAreExchangedLeavesOneThatIsFound() throws Exception {
        Path kept = accept("first", "1 2 3 4 5");
        Files.move(kept, kept.resolveSibling("m1.old"));
        Files.createDirectory(kept.resolveSibling("m1.part"));

        assertThat(median()).isEqualTo(3);
        assertThatThrownBy(() -> new Baselines(temp.resolve("results")).of(run("x", "m2", "1 2 3 4 5")))
                .hasMessage("There is no baseline of the machine m2 in " + temp.resolve("results/baselines")
                        + "; accept one with 'baseline accept RUN --reason TEXT'.");

        accept("second", "6 7 8 9 10");
        assertThat(median()).isEqualTo(8);
        assertBaselines("m1");
    }

    @Test
    void whatCannotBeCopiedLeavesTheOldOne() throws Exception {
        accept("first", "1 2 3 4 5");
        Path run = Path.of(run("second", "m1", "6 7 8 9 10").name());
        RunData data = RunData.read(run);
        Files.delete(run.resolve("result.json"));

        assertThatThrownBy(() -> new Baselines(temp.resolve("results")).accept(data, "why", DAY))
                .hasMessageContaining(" (there is no such file): set that right and accept the run again.");
        assertThat(median()).isEqualTo(3);
    }

    private Path accept(String name, String scores) throws IOException {
        RunData run = RunData.read(Path.of(run(name, "m1", scores).name()));
        return new Baselines(temp.resolve("results")).accept(run, "why", DAY);
    }

    private double median() throws IOException {
        PooledRuns base = new Baselines(temp.resolve("results")).of(run("now", "m1", "1 1 1 1 1"));
        return Sample.of(base.rows().get(0).score().forks()).median();
    }

    private PooledRuns run(String name, String machine, String scores) throws IOException {
        Path folder = Files.createDirectories(temp.resolve(name));
        Files.writeString(
                folder.resolve("result.json"),
                new RunText().row("glibc", scores).json());
        Files.writeString(
                folder.resolve("environment.json"),
                Json.text(new Environments.Edit(Environments.plain())
                        .machine(machine)
                        .done()));
        return PooledRuns.read(folder.toString());
    }

    private void assertBaselines(String... names) throws IOException {
        try (var found = Files.list(temp.resolve("results/baselines"))) {
            assertThat(found.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder(names);
        }
    }
}
