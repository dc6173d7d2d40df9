// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import java.util.stream.Stream;

/**
 * What the load was doing when a sample was taken: one of these, or a rung of the ladder ({@link Rung#phase}).
 *
 * @param label as written in a timeline's CSV
 */
public record Phase(String label) {
    /** Before the iteration's first burst. */
    public static final Phase SETUP = new Phase("setup");

    public static final Phase BURST = new Phase("burst");
    public static final Phase IDLE = new Phase("idle");

    /** From the end of an idle period, or of the ladder, to the next burst, or to the end of the iteration. */
    public static final Phase AFTER = new Phase("after");

    /** @throws IllegalArgumentException where no phase has this label */
    static Phase of(String label) {
        return Stream.concat(
                        Stream.of(SETUP, BURST, IDLE, AFTER),
                        Rung.CLIMBED.stream().map(Rung::phase))
                .filter(phase -> phase.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(label));
    }
}
