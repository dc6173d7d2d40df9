// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A program that has run to its end, by which is seen whether something works here.
 *
 * @param status of its end, 0 to 128
 * @param says what it printed
 */
public record Trial(int status, String says) {
    private static final int SIGNAL_BASE = 128;

    /**
     * Runs it.
     *
     * @throws IOException where it cannot be started
     * @throws EbbException where it was ended before it could tell, as by Ctrl-C, which reaches it too
     */
    public static Trial of(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String says = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            int status = process.waitFor();
            if (status > SIGNAL_BASE) {
                throw new EbbException(command.get(0) + ", by which Ebb looked what works here, was ended by signal "
                        + (status - SIGNAL_BASE) + ": try again.");
            }
            return new Trial(status, says);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EbbException("Interrupted while " + command.get(0) + " ran.");
        }
    }
}
