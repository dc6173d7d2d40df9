// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that others may be reading. */
public final class TextFile {
    private TextFile() {}

    /**
     * Writes all of it or nothing; folders that are missing are made. A device, such as {@code /dev/stdout}, is written to
     * as it is.
     *
     * @throws EbbException where it cannot be written
     */
    public static void write(Path file, String text) {
        Path absolute = file.toAbsolutePath();
        Path temporary = absolute.resolveSibling(absolute.getFileName() + ".part");
        try {
            Path parent = absolute.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (Files.exists(absolute) && !Files.isRegularFile(absolute)) {
                Files.writeString(absolute, text);
                return;
            }
            Files.writeString(temporary, text);
            Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new EbbException(
                    file + " cannot be written (" + Problem.of(e) + "): set that right, or name another place.");
        }
    }
}
