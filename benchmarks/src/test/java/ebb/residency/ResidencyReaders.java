// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.Fuzzed;

/** Readers of this package that nobody else may call. */
public final class ResidencyReaders {
    private ResidencyReaders() {}

    public static void proc(String text) {
        Fuzzed.check(() -> KernelFiles.Status.parse(text));
        Fuzzed.check(() -> KernelFiles.Rollup.parse(text));
        Fuzzed.check(() -> KernelFiles.MemInfo.parse(text));
        Fuzzed.check(() -> RssError.of(text, 2, 1, 4096));
        Fuzzed.check(() -> RssError.cpus(text, 1));
    }
}
