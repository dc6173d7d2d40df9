// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuickVerdictTest {
    @Test
    void linesBreakBetweenWordsAtAHundredColumns() {
        String text = "a".repeat(60) + " " + "b".repeat(39) + " " + "c".repeat(120) + " d";

        assertThat(QuickVerdict.wrapped(text))
                .containsExactly("a".repeat(60) + " " + "b".repeat(39), "c".repeat(120), "d");
    }

    @Test
    void theLinesOfAnItemStandBelowItsFirstWord() {
        assertThat(QuickVerdict.wrapped("- " + "a".repeat(60) + " " + "b".repeat(37) + " " + "c".repeat(98) + " d"))
                .containsExactly("- " + "a".repeat(60) + " " + "b".repeat(37), "  " + "c".repeat(98), "  d");
    }
}
