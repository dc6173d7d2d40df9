// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The inputs below {@code resources/ebb/finds/FORM}, each of which ended otherwise than it may, and the fuzzer's seeds. */
class FindsTest {
    @TempDir
    private Path temp;

    @ParameterizedTest
    @EnumSource
    void endInAValueOrASentence(Fuzzed.Form form) throws Exception {
        for (byte[] seed : Fuzzing.seeds(form)) {
            assertThatCode(() -> Fuzzed.read(form, seed, temp)).doesNotThrowAnyException();
        }
        for (Path find : finds(form)) {
            assertThatCode(() -> Fuzzed.read(form, Files.readAllBytes(find), temp))
                    .as("%s", find)
                    .doesNotThrowAnyException();
        }
    }

    private static List<Path> finds(Fuzzed.Form form) throws Exception {
        URL folder = FindsTest.class.getResource("finds/" + form.label());
        if (folder == null) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            return files.sorted().toList();
        }
    }
}
