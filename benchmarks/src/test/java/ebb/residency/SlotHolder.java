// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.residency.Slots.Slot;
import java.nio.file.Path;

/** A process that takes a slot and keeps it until it is ended. */
final class SlotHolder {
    private SlotHolder() {}

    /** @param arguments the run's folder and the slot */
    public static void main(String[] arguments) throws Exception {
        System.out.println(Slots.make(Path.of(arguments[0])).tryTake(Slot.valueOf(arguments[1])));
        Thread.sleep(600_000);
    }
}
