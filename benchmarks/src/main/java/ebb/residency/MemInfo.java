// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.base.EbbException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What {@code /proc/meminfo} says of this machine.
 *
 * @param total MemTotal in bytes
 * @param available MemAvailable in bytes: what programs can take without swapping, page cache given back
 */
public record MemInfo(long total, long available) {
    private static final String NAME = "/proc/meminfo";

    /** @throws EbbException when it cannot be read */
    public static MemInfo read() {
        try {
            return parse(Files.readString(Path.of(NAME)));
        } catch (IOException e) {
            throw new EbbException(NAME + " could not be read (" + e.getMessage() + "): Ebb needs Linux's /proc.");
        }
    }

    static MemInfo parse(String text) {
        return new MemInfo(KernelText.bytes(text, "MemTotal", NAME), KernelText.bytes(text, "MemAvailable", NAME));
    }
}
