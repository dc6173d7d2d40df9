// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import java.util.List;

/** How a comparison is written. */
public enum Format {
    text,
    md,
    csv,
    json;

    /**
     * The comparison's text, line by line.
     *
     * @param onlyChanged without lines that show no change
     */
    public List<String> lines(Comparison comparison, boolean onlyChanged) {
        return switch (this) {
            case text -> TextReport.lines(comparison, onlyChanged);
            case md -> MarkdownReport.lines(comparison, onlyChanged);
            case csv -> CsvReport.lines(comparison, onlyChanged);
            case json -> JsonReport.lines(comparison, onlyChanged);
        };
    }
}
