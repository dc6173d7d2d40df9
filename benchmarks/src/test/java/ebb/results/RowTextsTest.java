// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowTextsTest {
    @TempDir
    private Path temp;

    @Test
    void aRowIsReadWithoutTheOthers() throws IOException {
        String first = "{\"a\": [1, {}]}";
        String second = "{\"ü]}\": \"}\\\\\", \"b\": \"\\\"}{\", \"c\": [[\"[\"]]}";
        RowTexts texts = RowTexts.of(file(" [\n" + first + ",\n  " + second + " ,{}\n]\n"), 3);

        assertThat(texts.row(0)).hasToString("{\"a\":[1,{}]}");
        assertThat(texts.row(1)).hasToString("{\"ü]}\":\"}\\\\\",\"b\":\"\\\"}{\",\"c\":[[\"[\"]]}");
        assertThat(texts.row(2)).hasToString("{}");
    }

    @Test
    void aFileThatHasOtherRowsNowIsSaid() throws IOException {
        Path file = file("[{}, {}]");

        for (int rows : new int[] {1, 3}) {
            assertThatThrownBy(() -> RowTexts.of(file, rows))
                    .isInstanceOf(EbbException.class)
                    .hasMessage("Cannot read " + file + ": it has changed meanwhile.");
        }
        assertThat(RowTexts.of(file("[]\n"), 0)).isNotNull();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(temp.resolve("result.json"), text);
    }
}
