// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * No text of Ebb's hangs on the user's language: under ar_EG {@code %03d} of 1 would be ٠٠١, under tr_TR the lower case of
 * I is no i, and names of files and figures would not be found again.
 */
class DefaultLocaleTest {
    private static final Pattern DEFAULT_LOCALE = Pattern.compile("String\\.format\\((?!\\s*Locale\\.ROOT)"
            + "|\\.formatted\\("
            + "|\\.printf\\((?!\\s*Locale\\.ROOT)"
            + "|\\.to(Lower|Upper)Case\\(\\)"
            + "|DateTimeFormatter\\.ofPattern\\((?![^;]*Locale\\.ROOT)"
            + "|new DecimalFormat\\((?![^;]*Locale\\.ROOT)");

    @Test
    void mainCodeNamesTheLocale() throws IOException {
        List<String> found = new ArrayList<>();
        try (var files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                found.addAll(places(file.toString(), Files.readString(file)));
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void itFindsWhatItLooksFor() {
        assertThat(places("X", """
                String.format("%d", 1);
                String.format(
                    "%d", 1);
                "%d".formatted(1);
                out.printf("%d", 1);
                text.toLowerCase();
                text.toUpperCase();
                DateTimeFormatter.ofPattern("yyyy");
                new DecimalFormat("0.#");
                String.format(Locale.ROOT, "%d", 1);
                String.format(
                    Locale.ROOT, "%d", 1);
                text.toLowerCase(Locale.ROOT);
                DateTimeFormatter.ofPattern("yyyy", Locale.ROOT);
                """)).containsExactly("X:1", "X:2", "X:4", "X:5", "X:6", "X:7", "X:8", "X:9");
    }

    private static List<String> places(String name, String text) {
        List<String> places = new ArrayList<>();
        Matcher found = DEFAULT_LOCALE.matcher(text);
        while (found.find()) {
            places.add(name + ":"
                    + (1
                            + text.substring(0, found.start())
                                    .chars()
                                    .filter(c -> c == '\n')
                                    .count()));
        }
        return places;
    }
}
