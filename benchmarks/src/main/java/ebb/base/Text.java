// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import java.util.ArrayList;
import java.util.List;

/** Text for a terminal. */
public final class Text {
    private Text() {}

    /**
     * Breaks at spaces, and a word that no line can hold after its commas; what has neither stays whole, as a path that
     * is to be copied must.
     *
     * @param width of a line in columns
     * @param hang by how many columns the lines after the first are indented, within the width
     * @return at least one line
     */
    public static List<String> wrap(String text, int width, int hang) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        boolean empty = true;
        for (String word : text.split(" ")) {
            String[] parts = word.length() > width - hang ? word.split("(?<=,)") : new String[] {word};
            for (int i = 0; i < parts.length; i++) {
                String gap = empty || i > 0 ? "" : " ";
                if (!empty && line.length() + gap.length() + parts[i].length() > width) {
                    lines.add(line.toString());
                    line.setLength(0);
                    line.append(" ".repeat(hang));
                    gap = "";
                }
                line.append(gap).append(parts[i]);
                empty = false;
            }
        }
        lines.add(line.toString());
        return lines;
    }
}
