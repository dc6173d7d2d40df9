// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {
    @Test
    void whatRoundsToNothingHasNoSign() {
        assertThat(Text.number(-0.04, 1)).isEqualTo("0.0");
        assertThat(Text.number(-0.5, 0)).isEqualTo("-1");
        assertThat(Text.number(-0.4, 0)).isEqualTo("0");
        assertThat(Text.number(-0.06, 1)).isEqualTo("-0.1");
        assertThat(Text.number(Double.NaN, 1)).isEqualTo("NaN");
    }

    @Test
    void anArgumentIsQuotedWhereAShellWouldChangeIt() {
        assertThat(Text.quoted("-p")).isEqualTo("-p");
        assertThat(Text.quoted("allocator=glibc,/a/b.so")).isEqualTo("allocator=glibc,/a/b.so");
        assertThat(Text.quoted("^ebb.load'x$")).isEqualTo("'^ebb.load'\\''x$'");
    }

    @Test
    void linesBreakBetweenWordsAtTheWidth() {
        String text = "a".repeat(60) + " " + "b".repeat(39) + " " + "c".repeat(120) + " d";

        assertThat(Text.wrap(text, 100, 0))
                .containsExactly("a".repeat(60) + " " + "b".repeat(39), "c".repeat(120), "d");
    }

    @Test
    void theLinesOfAnItemStandBelowItsFirstWord() {
        assertThat(Text.wrap("- " + "a".repeat(60) + " " + "b".repeat(37) + " " + "c".repeat(98) + " d", 100, 2))
                .containsExactly("- " + "a".repeat(60) + " " + "b".repeat(37), "  " + "c".repeat(98), "  d");
    }

    @Test
    void aWordThatNoLineCanHoldIsBrokenAfterItsCommas() {
        assertThat(Text.wrap("one two,three four", 8, 0)).containsExactly("one two,", "three", "four");
        assertThat(Text.wrap("one two,three four", 10, 0)).containsExactly("one", "two,three", "four");
        assertThat(Text.wrap("unbreakable", 4, 0)).containsExactly("unbreakable");
        assertThat(Text.wrap("", 4, 0)).containsExactly("");
    }
}
