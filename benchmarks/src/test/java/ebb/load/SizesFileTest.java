// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizesFileTest {
    @TempDir
    private Path temp;

    @Test
    void aLineIsASizeAndItsWeight() throws Exception {
        Path file = Files.writeString(
                temp.resolve("sizes.txt"), "# bytes weight\n\n 16\t3\n1024 1.0e0 # an end\n77 0\n1073741824 1e18\n");

        Sizes sizes = Sizes.find(file.toString());

        assertThat(sizes.name()).isEqualTo(file.toString());
        assertThat(sizes.entries())
                .containsExactly(new Sizes.Entry(16, 3), new Sizes.Entry(1024, 1), new Sizes.Entry(1L << 30, 1e18));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    16 -1          | f:2: '-1' is no weight: a number from 0 to 1e18.
                    16 nan         | f:2: 'nan' is no weight: a number from 0 to 1e18.
                    16 NaN         | f:2: 'NaN' is no weight: a number from 0 to 1e18.
                    16 1e19        | f:2: '1e19' is no weight: a number from 0 to 1e18.
                    16             | f:2: The size 16 has no weight; a line is 'size weight'.
                    16 1 1         | f:2: '16 1 1' is more than 'size weight'; a comment begins with #.
                    1073741825 1   | f:2: '1073741825' is no size: whole bytes from 1 to 1073741824 (1 GiB).
                    0 1            | f:2: '0' is no size: whole bytes from 1 to 1073741824 (1 GiB).
                    -16 1          | f:2: '-16' is no size: whole bytes from 1 to 1073741824 (1 GiB).
                    99999999999 1  | f:2: '99999999999' is no size: whole bytes from 1 to 1073741824 (1 GiB).
                    1.5 1          | f:2: '1.5' is no size: whole bytes from 1 to 1073741824 (1 GiB).
                    """)
    void aWrongLineIsNamed(String line, String sentence) {
        assertThatThrownBy(() -> Sizes.parse("f", "8 1\n" + line + "\n16 1\n"))
                .isInstanceOf(EbbException.class)
                .hasMessage(sentence);
    }

    @Test
    void aFileWithoutWeightsIsRefused() {
        String sentence = "There is no size with a weight above 0 in this file; a line is 'size weight', as '64 0.75'.";

        assertThatThrownBy(() -> Sizes.parse("f", "")).hasMessage("f:1: " + sentence);
        assertThatThrownBy(() -> Sizes.parse("f", "# none\n16 0\n32 0\n")).hasMessage("f:3: " + sentence);
    }

    @Test
    void moreThanTheShimTakesIsRefused() {
        String most = IntStream.rangeClosed(1, 65_536).mapToObj(i -> i + " 1\n").collect(Collectors.joining());

        assertThat(Sizes.parse("f", most).entries()).hasSize(65_536);
        assertThatThrownBy(() -> Sizes.parse("f", most + "65537 1\n"))
                .hasMessage("f:65537: There are more than 65536 sizes; take several as one.");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path file = temp.resolve("none.txt");

        assertThatThrownBy(() -> Sizes.find(file.toString()))
                .isInstanceOf(EbbException.class)
                .hasMessage("Cannot read " + file + ": there is no such file.");
    }
}
