// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> NAMES = List.of("glibc", "jemalloc", "jemalloc-background", "mimalloc2", "scudo");

    @Test
    void offersTheNameWithTheFewestEdits() {
        assertThat(Nearest.to("jemaloc", NAMES)).contains("jemalloc");
        assertThat(Nearest.to("gilbc", NAMES)).contains("glibc");
        assertThat(Nearest.to("mimalloc", NAMES)).contains("mimalloc2");
        assertThat(Nearest.to("jemalloc_backgruond", NAMES)).contains("jemalloc-background");
        assertThat(Nearest.to("csduo", NAMES)).contains("scudo");
        assertThat(Nearest.to("SCUDO", NAMES)).contains("scudo");
    }

    @Test
    void offersNothingFarAway() {
        assertThat(Nearest.to("hoard", NAMES)).isEmpty();
        assertThat(Nearest.to("", NAMES)).isEmpty();
        assertThat(Nearest.to("x", List.of())).isEmpty();
    }

    @Test
    void hintIsASentenceOrNothing() {
        assertThat(Nearest.hint("glib", NAMES)).isEqualTo(" Did you mean glibc?");
        assertThat(Nearest.hint("hoard", NAMES)).isEmpty();
    }

    private enum Colour {
        RED,
        GREEN
    }

    @Test
    void aWordNamesAConstantOrTheNearestIsOffered() {
        assertThat(constant("green")).isEqualTo(Colour.GREEN);
        assertThatThrownBy(() -> constant("gren")).hasMessage("'gren' is not one of red, green. Did you mean green?");
        assertThatThrownBy(() -> constant("purple")).hasMessage("'purple' is not one of red, green.");
    }

    private static Colour constant(String word) {
        return Nearest.constant(Colour.class, word, choice -> new EbbException("'" + word + "' is not " + choice));
    }
}
