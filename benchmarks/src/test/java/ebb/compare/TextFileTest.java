// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.shim.EbbException;
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

    @Test
    void aFullDiskIsNamed() {
        assertThatThrownBy(() -> TextFile.write(Path.of("/dev/full"), "text"))
                .isInstanceOf(EbbException.class)
                .hasMessage("/dev/full cannot be written (No space left on device): set that right, or name another"
                        + " place.");
    }

    @Test
    void aDeviceStaysADevice() {
        TextFile.write(Path.of("/dev/null"), "text");

        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    }
}
