// SPDX-License-Identifier: Apache-2.0
package ebb.cgroup;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;

/** A cgroup that the kernel does not remove, as one with a process that does not end. */
public final class StuckCgroup {
    private StuckCgroup() {}

    public static Cgroup at(Path folder) {
        return new Cgroup(Version.TWO, folder, new KernelTree() {
            @Override
            Duration longestEnd() {
                return Duration.ZERO;
            }

            @Override
            void remove(Path gone) throws IOException {
                throw new FileSystemException(gone.toString(), null, "Device or resource busy");
            }
        });
    }
}
