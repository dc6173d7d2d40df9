// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.shim.EbbException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    private static final LocalDateTime NOW = LocalDateTime.of(2026, 3, 9, 8, 7, 6);

    @TempDir
    private Path temp;

    @Test
    void twoRunsOfOneSecondHaveFoldersOfTheirOwn() {
        assertThat(RunFolder.create(temp.resolve("runs"), NOW).path()).isEqualTo(temp.resolve("runs/20260309-080706"));
        assertThat(RunFolder.create(temp.resolve("runs"), NOW).path())
                .isEqualTo(temp.resolve("runs/20260309-080706-2"));
        assertThat(temp.resolve("runs/20260309-080706-2/timelines")).isDirectory();
        assertThat(temp.resolve("runs/20260309-080706-2/forks")).isDirectory();
    }

    @Test
    void aFileIsReplacedAndNothingElseIsLeft() throws Exception {
        RunFolder folder = RunFolder.create(temp, NOW);

        folder.write("result.json", new byte[] {'1'});
        folder.write("result.json", new byte[] {'2'});

        assertThat(folder.path().resolve("result.json")).hasContent("2");
        try (var files = Files.list(folder.path())) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("result.json", "timelines", "forks");
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsSaid() throws Exception {
        Path file = Files.createFile(temp.resolve("file"));

        assertThatThrownBy(() -> RunFolder.create(file.resolve("runs"), NOW))
                .isInstanceOf(EbbException.class)
                .hasMessage("The run folder cannot be made in " + file.resolve("runs")
                        + " (Not a directory); give a folder that can be written to with --out DIR.");
    }

    @Test
    void aFileThatCannotBeWrittenIsSaid() throws Exception {
        RunFolder folder = RunFolder.create(temp, NOW);
        Files.createDirectory(folder.path().resolve("result.json.part"));

        assertThatThrownBy(() -> folder.write("result.json", new byte[0]))
                .isInstanceOf(EbbException.class)
                .hasMessageStartingWith(folder.path().resolve("result.json") + " cannot be written (");
    }
}
