// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
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
        assertThat(RunFolder.create(temp.resolve("runs"), NOW, Environments.plain())
                        .path())
                .isEqualTo(temp.resolve("runs/20260309-080706"));
        assertThat(RunFolder.create(temp.resolve("runs"), NOW, Environments.plain())
                        .path())
                .isEqualTo(temp.resolve("runs/20260309-080706-2"));
        assertThat(temp.resolve("runs/20260309-080706-2/timelines")).isDirectory();
        assertThat(temp.resolve("runs/20260309-080706-2/forks")).isDirectory();
    }

    @Test
    void aFileIsReplacedAndNothingElseIsLeft() throws Exception {
        RunFolder folder = RunFolder.create(temp, NOW, Environments.plain());

        folder.write("result.json", new byte[] {'1'});
        folder.write("result.json", new byte[] {'2'});

        assertThat(folder.path().resolve("result.json")).hasContent("2");
        try (var files = Files.list(folder.path())) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("environment.json", "result.json", "timelines", "forks");
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsSaid() throws Exception {
        Path file = Files.createFile(temp.resolve("file"));

        assertThatThrownBy(() -> RunFolder.create(file.resolve("runs"), NOW, Environments.plain()))
                .isInstanceOf(EbbException.class)
                .hasMessage("The run folder cannot be made in " + file.resolve("runs")
                        + " (Not a directory); give a folder that can be written to with --out DIR.");
    }

    @Test
    void aFullDiskIsSaidAndWhatWasThereStays() throws Exception {
        RunFolder folder = RunFolder.create(temp, NOW, Environments.plain());
        folder.write("result.json", new byte[] {'1'});
        // Every write to that device fails as on a full disk.
        Path full = Files.createSymbolicLink(folder.path().resolve("result.json.part"), Path.of("/dev/full"));

        assertThatThrownBy(() -> folder.write("result.json", new byte[] {'2'}))
                .isInstanceOf(EbbException.class)
                .hasMessage(folder.path().resolve("result.json")
                        + " cannot be written (No space left on device): set that right, and --resume " + folder.path()
                        + " goes on from there.");
        assertThat(folder.path().resolve("result.json")).hasContent("1");
        Files.delete(full);
    }

    @Test
    void aFolderOfARunIsOpenedAgain() {
        RunFolder made = RunFolder.create(temp, NOW, Environments.plain());

        assertThat(RunFolder.open(made.path()).environment()).isEqualTo(Environments.plain());
    }

    @Test
    void anyOtherFolderIsRefused() {
        assertThatThrownBy(() -> RunFolder.open(temp))
                .isInstanceOf(EbbException.class)
                .hasMessage(temp + " is no run folder (it needs environment.json and forks/): give --resume the folder"
                        + " that the run named when it began.");
    }
}
