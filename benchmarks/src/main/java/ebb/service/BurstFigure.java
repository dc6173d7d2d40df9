// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import ebb.base.EbbException;
import ebb.results.Direction;
import ebb.results.Metric;
import ebb.results.ResultRow;
import ebb.results.UsedService;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A figure that the command of a burst prints itself.
 *
 * @param label of the metric that it becomes; none of Ebb's own but that of the known programs
 * @param regex held against each line of the output; its first group is the number, and of several matches the last counts
 * @param unit empty where it has none
 */
public record BurstFigure(String label, String regex, String unit, Direction direction) {
    private static final BurstFigure REQUESTS =
            new BurstFigure(Metric.REQUESTS.label(), "Requests/sec:\\s+([0-9.]+)", "requests/s", Direction.MORE);

    /** What the known programs print, by the name of each. */
    private static final Map<String, BurstFigure> KNOWN = Map.of(
            "wrk", REQUESTS,
            "hey", REQUESTS,
            "ab", new BurstFigure(REQUESTS.label, "Requests per second:\\s+([0-9.]+)", REQUESTS.unit, Direction.MORE));

    public BurstFigure {
        try {
            if (Pattern.compile(regex).matcher("").groupCount() < 1) {
                throw new EbbException("The figure '" + regex + "' has no group: put the number in parentheses, as in"
                        + " 'Requests/sec:\\s+([0-9.]+)'.");
            }
        } catch (PatternSyntaxException e) {
            throw new EbbException("The figure '" + regex + "' is no regular expression: " + e.getDescription() + ".");
        }
        if (!label.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new EbbException(
                    "The figure's label '" + label + "' must be letters, digits, dots, hyphens and underscores.");
        }
        if (isEbbs(label)) {
            throw new EbbException("The figure's label '" + label
                    + "' is that of a figure of Ebb's own: choose another, as in 'burst." + label + "'.");
        }
    }

    /** What the burst's command prints must not stand where Ebb measures. */
    private static boolean isEbbs(String label) {
        return label.equals(ResultRow.SCORE)
                || Metric.all().stream()
                        .anyMatch(metric -> metric.label().equals(label) && !metric.equals(Metric.REQUESTS));
    }

    /** Of which nothing is known but where they stand. */
    public static List<BurstFigure> numbered(List<String> regexes) {
        List<BurstFigure> figures = new ArrayList<>();
        for (String regex : regexes) {
            String label = figures.isEmpty() ? "burst.figure" : "burst.figure." + (figures.size() + 1);
            figures.add(new BurstFigure(label, regex, "", Direction.NEITHER));
        }
        return figures;
    }

    /** The given ones, and before them those of a known program that the command begins with. */
    static List<BurstFigure> of(String command, List<BurstFigure> given) {
        String program = command.strip().split("\\s+")[0];
        BurstFigure known = KNOWN.get(program.substring(program.lastIndexOf('/') + 1));
        List<BurstFigure> all = new ArrayList<>();
        if (known != null && given.stream().noneMatch(figure -> figure.label.equals(known.label))) {
            all.add(known);
        }
        all.addAll(given);
        return List.copyOf(all);
    }

    /** Whether it is what a known program prints, unless its output goes elsewhere. */
    boolean isKnown() {
        return KNOWN.containsValue(this);
    }

    UsedService.Printed printed() {
        return new UsedService.Printed(label, regex, unit, direction.name().toLowerCase(Locale.ROOT));
    }

    /** What it is to those who compare it. */
    public Metric metric() {
        return printed().metric();
    }

    /** In a line of the output; empty where it is not there, or is no number. */
    OptionalDouble in(String line) {
        OptionalDouble last = OptionalDouble.empty();
        Matcher matches = Pattern.compile(regex).matcher(line);
        while (matches.find()) {
            try {
                last = OptionalDouble.of(Double.parseDouble(matches.group(1)));
            } catch (NumberFormatException | NullPointerException e) {
                // A match without a number, of which the regex speaks elsewhere.
            }
        }
        return last;
    }
}
