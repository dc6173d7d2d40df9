// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.base.EbbException;
import ebb.base.Nearest;
import ebb.results.RowKey;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which metrics and rows are compared.
 *
 * @param metrics names, with {@code *} for any characters; none means all
 * @param rows searched for in the row's name with its parameters; empty means all
 */
public record Selection(List<String> metrics, Optional<Pattern> rows) {
    public static final Selection ALL = new Selection(List.of(), Optional.empty());

    /**
     * @param regex of {@code --filter}; empty for every row
     * @throws EbbException where it is none
     */
    public static Selection of(List<String> metrics, Optional<String> regex) {
        try {
            return new Selection(List.copyOf(metrics), regex.map(Pattern::compile));
        } catch (PatternSyntaxException e) {
            throw new EbbException(
                    "--filter " + e.getPattern() + " is not a regular expression (" + e.getDescription() + ").");
        }
    }

    boolean row(RowKey key) {
        return rows.map(pattern -> pattern.matcher(key.toString()).find()).orElse(true);
    }

    boolean metric(String name) {
        return metrics.isEmpty() || metrics.stream().anyMatch(metric -> matches(metric, name));
    }

    /** @throws EbbException naming a metric that no row has */
    void requireKnown(Collection<String> known) {
        for (String metric : metrics) {
            if (known.stream().noneMatch(name -> matches(metric, name))) {
                throw new EbbException("No row has the metric '" + metric + "'." + Nearest.hint(metric, known));
            }
        }
    }

    private static boolean matches(String metric, String name) {
        return Pattern.matches("\\Q" + metric.replace("*", "\\E.*\\Q") + "\\E", name);
    }
}
