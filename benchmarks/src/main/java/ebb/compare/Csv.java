// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import java.util.List;
import java.util.stream.Collectors;

/** Lines of RFC 4180, without the carriage return. */
final class Csv {
    private Csv() {}

    static String line(List<?> cells) {
        return cells.stream().map(cell -> quoted(cell.toString())).collect(Collectors.joining(","));
    }

    private static String quoted(String cell) {
        return cell.matches("[^,\"\r\n]*") ? cell : "\"" + cell.replace("\"", "\"\"") + "\"";
    }
}
