// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import ebb.base.Text;
import java.util.ArrayList;
import java.util.List;

/** What is said of a run: a table, and words below it. */
public interface Told {
    /** Columns of a line. */
    int WIDTH = 100;

    /** What a list item begins with. */
    String ITEM = "- ";

    /**
     * @param blocks whether curves may use block characters
     * @param colour whether figures may be coloured
     */
    List<String> table(boolean blocks, boolean colour);

    /** The words, in paragraphs; those that begin with {@link #ITEM} are list items. */
    List<String> paragraphs();

    /** The paragraphs on lines of at most {@link #WIDTH} columns, with a blank line before each that is no list item. */
    default List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (String text : paragraphs()) {
            boolean item = text.startsWith(ITEM);
            if (!item && !lines.isEmpty()) {
                lines.add("");
            }
            lines.addAll(Text.wrap(text, WIDTH, item ? ITEM.length() : 0));
        }
        return lines;
    }
}
