// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
    @TempDir
    private Path temp;

    @Test
    void foldersAreMadeAndNothingElseIsLeft() throws IOException {
        Path file = temp.resolve("a/b/text");

        TextFile.write(file, "one");
        TextFile.write(file, "two");

        assertThat(file).hasContent("two");
        try (var files = Files.list(temp.resolve("a/b"))) {
            assertThat(files).containsExactly(file);
        }
    }

    /** By a link, so that code that is wrong replaces that and not the device. */
    @Test
    void aFullDiskIsNamed() throws IOException {
        Path full = Files.createSymbolicLink(temp.resolve("full"), Path.of("/dev/full"));

        assertThatThrownBy(() -> TextFile.write(full, "text"))
                .isInstanceOf(EbbException.class)
                .hasMessage(full + " cannot be written (No space left on device): set that right, or name another"
                        + " place.");
    }

    @Test
    void aDeviceIsWrittenToAsItIs() throws IOException {
        Path device = Files.createSymbolicLink(temp.resolve("device"), Path.of("/dev/null"));

        TextFile.write(device, "text");

        assertThat(device).isSymbolicLink();
    }
}
