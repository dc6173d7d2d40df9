// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.residency.Slots.Slot;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process that takes a slot, as soon as it can, and keeps it until it is ended. */
public final class SlotHolder {
    private static final long POLL_MILLIS = 5;

    private SlotHolder() {}

    /** Returns one that has it. */
    public static Process start(Path run, Slot slot) {
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            SlotHolder.class.getName(),
                            run.toString(),
                            slot.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String took = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            assertThat(took).isEqualTo("taken");
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param arguments the run's folder and the slot */
    public static void main(String[] arguments) throws Exception {
        Slots slots = Slots.make(Path.of(arguments[0]));
        while (!slots.tryTake(Slot.valueOf(arguments[1]))) {
            Thread.sleep(POLL_MILLIS);
        }
        System.out.println("taken");
        Thread.sleep(600_000);
    }
}
