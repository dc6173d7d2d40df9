// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    private static final String ADVICE = "set that right, or name another place";

    @TempDir
    private Path temp;

    @Test
    void foldersAreMadeAndNothingElseIsLeft() throws IOException {
        Path file = temp.resolve("a/b/text");
        WholeFile.write(file, "one", ADVICE);
        WholeFile.write(file, "two", ADVICE);

        assertThat(file).hasContent("two");
        assertOnly(temp.resolve("a/b"), file);
    }

    @Test
    void longContentIsWritten() throws IOException {
        byte[] content = "0123456789".repeat(5000).getBytes(StandardCharsets.US_ASCII);
        WholeFile.write(temp.resolve("long"), content);
        assertThat(temp.resolve("long")).hasBinaryContent(content);
    }

    /** By a link, so that code that is wrong replaces that and not the device. */
    @Test
    void aFullDiskIsNamed() throws IOException {
        Path full = Files.createSymbolicLink(temp.resolve("full"), Path.of("/dev/full"));

        assertThatThrownBy(() -> WholeFile.write(full, "text", ADVICE))
                .isInstanceOf(EbbException.class)
                .hasMessage(full + " cannot be written (No space left on device): set that right, or name another"
                        + " place.");
        assertOnly(temp, full);
        Files.delete(full); // JUnit warns of a link that leads out of the temporary folder
    }

    @Test
    void aDeviceIsWrittenToAsItIs() throws IOException {
        Path device = Files.createSymbolicLink(temp.resolve("device"), Path.of("/dev/null"));
        WholeFile.write(device, "text", ADVICE);
        assertThat(device).isSymbolicLink();
        Files.delete(device);
    }

    @Test
    void aLinkStaysAndTheFileBehindItIsReplaced() throws IOException {
        Path file =
                Files.writeString(Files.createDirectory(temp.resolve("behind")).resolve("file"), "one");
        Path link = Files.createSymbolicLink(temp.resolve("link"), Path.of("behind/file"));
        Path dangling = Files.createSymbolicLink(temp.resolve("dangling"), Path.of("behind/new"));

        WholeFile.write(link, "two", ADVICE);
        WholeFile.write(dangling, "three", ADVICE);

        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("two");
        assertThat(dangling).isSymbolicLink().hasContent("three");
        assertThat(temp.resolve("behind/new")).isRegularFile();
    }

    @Test
    void linksInACircleAreNamed() throws IOException {
        Path one = Files.createSymbolicLink(temp.resolve("one"), Path.of("two"));
        Files.createSymbolicLink(temp.resolve("two"), Path.of("one"));

        assertThatThrownBy(() -> WholeFile.write(one, "text", ADVICE))
                .hasMessage(one + " cannot be written (its links lead nowhere): " + ADVICE + ".");
    }

    /** A file of that name may be anybody's, also a link to somewhere else. */
    @Test
    void nothingThatIsThereIsWrittenThrough() throws IOException {
        Path other = Files.writeString(temp.resolve("other"), "mine");
        Path part = Files.createSymbolicLink(temp.resolve("text.part"), other);

        WholeFile.write(temp.resolve("text"), "text", ADVICE);

        assertThat(other).hasContent("mine");
        assertThat(part).isSymbolicLink();
    }

    @Test
    void whatCannotBeReplacedStaysAndNothingElseIsLeft() throws IOException {
        Path folder = temp.resolve("taken");
        Files.createDirectories(folder.resolve("inner"));
        Path tooLong = folder.resolve("x".repeat(300));

        assertThatThrownBy(() -> WholeFile.write(folder, "text", ADVICE))
                .hasMessage(folder + " cannot be written (it is a folder): " + ADVICE + ".");
        assertThatThrownBy(() -> WholeFile.write(tooLong, "text", ADVICE))
                .hasMessage(tooLong + " cannot be written (File name too long): " + ADVICE + ".");

        assertThat(folder.resolve("inner")).isDirectory();
        assertOnly(temp, folder);
        assertOnly(folder, folder.resolve("inner"));
    }

    @Test
    void aFolderIsMadeAndLeftClean() throws IOException {
        Path deep = temp.resolve("a/b");
        WholeFile.prepare(deep, "No timeline", "give another folder with -prof rss:dir=DIR");
        assertOnly(deep);
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "");
        assertThatThrownBy(() -> WholeFile.prepare(file, "No timeline", "give another folder with -prof rss:dir=DIR"))
                .isInstanceOf(EbbException.class)
                .hasMessage("No timeline can be written to " + file + " (something else of that name exists): give"
                        + " another folder with -prof rss:dir=DIR.");
    }

    @Test
    void whatAKilledWriterLeftIsDeleted() throws IOException {
        Files.writeString(temp.resolve(".ebb-123.part"), "half");
        Path whole = Files.writeString(temp.resolve("whole.part"), "whole");
        WholeFile.deleteParts(temp);
        assertOnly(temp, whole);
    }

    private static void assertOnly(Path folder, Path... files) throws IOException {
        try (var found = Files.list(folder)) {
            assertThat(found).containsExactlyInAnyOrder(files);
        }
    }

    @Test
    void whatEndsHalfWayLeavesWhatWasThere() throws Exception {
        Path file = Files.writeString(temp.resolve("file"), "before");

        assertThatThrownBy(() -> WholeFile.write(file, out -> {
                    out.write('x');
                    throw new EbbException("No more.");
                }))
                .hasMessage("No more.");
        assertThat(file).hasContent("before");
        assertThat(temp.toFile().list()).containsExactly("file");
    }
}
