// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    private static final Environment RUN = new Environments.Edit(Environments.plain())
            .start(LocalDateTime.of(2026, 3, 9, 8, 7, 6)
                    .atZone(ZoneId.systemDefault())
                    .toInstant())
            .done();

    @TempDir
    private Path temp;

    @Test
    void theFolderOfAForkUnderALimitIsAStepOfTheSearch() {
        RunFolder search = RunFolder.create(temp, Environments.plain());
        RunFolder step = RunFolder.create(search.path().resolve("steps/Burst.burst,glibc,600"), Environments.plain());

        assertThat(search.isStep()).isFalse();
        assertThat(step.isStep()).isTrue();
    }

    @Test
    void aRunInAFolderThatAUserCallsStepsIsNone() {
        assertThat(RunFolder.create(temp.resolve("steps/monday"), Environments.plain())
                        .isStep())
                .isFalse();
    }

    @Test
    void twoRunsOfOneSecondHaveFoldersOfTheirOwn() {
        assertThat(RunFolder.create(temp.resolve("runs"), RUN).path()).isEqualTo(temp.resolve("runs/20260309-080706"));
        assertThat(RunFolder.create(temp.resolve("runs"), RUN).path())
                .isEqualTo(temp.resolve("runs/20260309-080706-2"));
        assertThat(temp.resolve("runs/20260309-080706-2/timelines")).isDirectory();
        assertThat(temp.resolve("runs/20260309-080706-2/forks")).isDirectory();
    }

    @Test
    void theFoldersOfShardsThatStartInOneSecondDiffer() {
        assertThat(RunFolder.create(temp, part(1)).path()).isEqualTo(temp.resolve("20260309-080706-shard1of3"));
        assertThat(RunFolder.create(temp, part(2)).path()).isEqualTo(temp.resolve("20260309-080706-shard2of3"));
        assertThat(RunFolder.create(temp, part(2)).path()).isEqualTo(temp.resolve("20260309-080706-shard2of3-2"));
    }

    private static Environment part(int number) {
        return new Environments.Edit(RUN)
                .part(new Environment.Part(new Shard(number, 3), 1, "plan"))
                .done();
    }

    @Test
    void aFileIsReplacedAndNothingElseIsLeft() throws Exception {
        RunFolder folder = RunFolder.create(temp, RUN);

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

        assertThatThrownBy(() -> RunFolder.create(file.resolve("runs"), RUN))
                .isInstanceOf(EbbException.class)
                .hasMessage("The run folder cannot be made in " + file.resolve("runs")
                        + " (Not a directory); give a folder that can be written to with --out DIR.");
    }

    @Test
    void aFullDiskIsSaidAndWhatWasThereStays() throws Exception {
        RunFolder folder = RunFolder.create(temp, RUN);
        folder.write("result.json", new byte[] {'1'});
        // Every write to that device fails as on a full disk.
        Path full = Files.createSymbolicLink(folder.path().resolve("verdict.txt"), Path.of("/dev/full"));

        assertThatThrownBy(() -> folder.write("verdict.txt", new byte[] {'2'}))
                .isInstanceOf(EbbException.class)
                .hasMessage(folder.path().resolve("verdict.txt")
                        + " cannot be written (No space left on device): set that right, and --resume " + folder.path()
                        + " goes on from there.");
        assertThat(folder.path().resolve("result.json")).hasContent("1");
        Files.delete(full); // JUnit warns of a link that leads out of the temporary folder
    }

    @Test
    void whatAKilledWriterLeftIsCleanedUp() throws Exception {
        RunFolder folder = RunFolder.create(temp, RUN);
        Path part = Files.writeString(folder.path().resolve(RunFolder.TIMELINES).resolve(".ebb-77.part"), "half");
        folder.clean();
        assertThat(part).doesNotExist();
        assertThat(folder.environment()).isEqualTo(RUN);
    }

    @Test
    void failuresAreReadBack() {
        RunFolder folder = RunFolder.create(temp, RUN);
        assertThat(RunFolder.failures(folder.path())).isEmpty();
        RunFolder.Failure failure = new RunFolder.Failure(
                new RowKey("a.B.c", "ss", 1, Map.of("allocator", "scudo")), 2, false, "It was killed.");
        folder.writeFailures(List.of(failure));
        assertThat(RunFolder.failures(folder.path())).containsExactly(failure);
    }

    @Test
    void aFolderOfARunIsOpenedAgain() {
        RunFolder made = RunFolder.create(temp, RUN);

        assertThat(RunFolder.open(made.path()).environment()).isEqualTo(RUN);
    }

    @Test
    void anyOtherFolderIsRefused() {
        assertThatThrownBy(() -> RunFolder.open(temp))
                .isInstanceOf(EbbException.class)
                .hasMessage(temp + " is no run folder (it needs environment.json and forks/): give --resume the folder"
                        + " that the run named when it began.");
    }
}
