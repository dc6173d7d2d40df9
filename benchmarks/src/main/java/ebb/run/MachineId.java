// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.base.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names the machine by what makes results comparable: the same machine has the same name after a reboot, and so has
 * another of its kind.
 *
 * @param cpu model
 * @param cores that the JVM may use
 * @param memory bytes; rounded up to a size in which memory is sold, since what the kernel reserves differs from boot
 *     to boot
 * @param kernel release, of which major and minor version count
 * @param hugePages the system's setting
 * @param libc with its version
 * @param architecture as Java names it
 */
record MachineId(
        String cpu, int cores, long memory, String kernel, String hugePages, String libc, String architecture) {
    private static final long GIB = 1 << 30;
    private static final int HASH_DIGITS = 8;
    private static final int LONGEST_MODEL = 24;
    private static final Pattern MINOR = Pattern.compile("^\\d+\\.\\d+");

    /** What vendors add to the model's name: trade marks, "Processor", "8-Core", the clock. */
    private static final String ORNAMENT =
            "\\((r|tm)\\)|\\b(cpu|processor|with radeon.*)\\b|\\b\\w+-core\\b|@.*|\\b\\d+(\\.\\d+)?ghz\\b";

    /** {@code intel-xeon-2c-8g-1f0c3a9e}: a valid folder name. */
    String text() {
        long gib = sold(memory);
        Matcher minor = MINOR.matcher(kernel);
        String all = String.join(
                "\n",
                cpu,
                Integer.toString(cores),
                Long.toString(gib),
                minor.find() ? minor.group() : kernel,
                hugePages,
                libc,
                architecture);
        String hash = Sha256.of(all.getBytes(StandardCharsets.UTF_8)).substring(0, HASH_DIGITS);
        return String.join("-", model(cpu), cores + "c", gib + "g", hash);
    }

    /** The least of 1, 2, 3, 4, 6, 8, 12, 16, 24, ... GiB that is not smaller. */
    private static long sold(long memory) {
        long power = 1;
        while (power * 2 * GIB < memory) {
            power *= 2;
        }
        if (memory <= power * GIB) {
            return power;
        }
        return power > 1 && memory <= power * 3 / 2 * GIB ? power * 3 / 2 : power * 2;
    }

    private static String model(String cpu) {
        String words = cpu.toLowerCase(Locale.ROOT)
                .replaceAll(ORNAMENT, " ")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        String model =
                words.substring(0, Math.min(LONGEST_MODEL, words.length())).replaceAll("-$", "");
        return model.isEmpty() ? "cpu" : model;
    }
}
