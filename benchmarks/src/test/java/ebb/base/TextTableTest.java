// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.TextTable.Column;
import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        TextTable table = new TextTable(Column.LEFT, Column.RIGHT, Column.LEFT)
                .row("name", "MiB", "")
                .row("glibc", "530.1", "much")
                .row("x", "7", "");
        assertThat(table.lines()).containsExactly("name     MiB", "glibc  530.1  much", "x          7");
    }

    @Test
    void theLastColumnIsBrokenWhereTheTerminalEnds() {
        TextTable table = new TextTable(Column.LEFT, Column.LEFT)
                .within(12)
                .row("a", "one two,three")
                .row("bb", "four");
        assertThat(table.blocks().get(0)).containsExactly("a   one two,", "    three");
        assertThat(table.blocks().get(1)).containsExactly("bb  four");
    }

    @Test
    void breaksAtSpacesAndAfterCommas() {
        assertThat(Text.wrap("one two,three four", 8, 0)).containsExactly("one two,", "three", "four");
        assertThat(Text.wrap("unbreakable", 4, 0)).containsExactly("unbreakable");
        assertThat(Text.wrap("", 4, 0)).containsExactly("");
    }

    @Test
    void aRowHasACellForEachColumn() {
        assertThatThrownBy(() -> new TextTable(Column.LEFT).row("a", "b")).hasMessage("[a, b] are not 1 cells");
    }
}
