// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A user's own service as a run measured it; its values are texts as people read them.
 *
 * @param load what a burst of it is and how long it is watched, by the keys of its file: where these differ, nothing is
 *     comparable
 * @param start how it is started, likewise: another version of it may be started in another way. Absent in a baseline
 * @param figures that its bursts print
 */
public record UsedService(
        String name, Map<String, String> load, @Nullable Map<String, String> start, List<Printed> figures) {
    /**
     * A figure that the command of a burst prints.
     *
     * @param regex by which it is found
     * @param better more, less or neither
     */
    public record Printed(String label, String regex, String unit, String better) {
        public Metric metric() {
            return Metric.printed(
                    label,
                    unit,
                    switch (better) {
                        case "more" -> Direction.MORE;
                        case "less" -> Direction.LESS;
                        default -> Direction.NEITHER;
                    });
        }

        @Override
        public String toString() {
            return "'" + regex + "'" + (unit.isEmpty() ? "" : " in " + unit) + ", " + metric().direction();
        }
    }

    /** Empty where its bursts print no such figure. */
    Optional<Metric> metric(String label) {
        return figures.stream()
                .filter(figure -> figure.label().equals(label))
                .findFirst()
                .map(Printed::metric);
    }

    /** Why its bursts are not those of another definition of it, in words; empty where they are. */
    List<String> differences(UsedService other) {
        List<String> differences = new ArrayList<>();
        load.forEach((key, value) -> {
            String there = other.load.getOrDefault(key, "");
            if (!value.equals(there)) {
                differences.add(key + " '" + value + "' against '" + there + "'");
            }
        });
        return differences;
    }

    /** This without what is of use on this machine only. */
    UsedService portable() {
        return new UsedService(name, load, null, figures);
    }
}
