// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.Fuzzed;

/** Readers of this package that nobody else may call. */
public final class RunReaders {
    private RunReaders() {}

    public static void proc(String text) {
        Fuzzed.check(() -> SystemFiles.cpu(text));
        Fuzzed.check(() -> SystemFiles.chosen(text));
        Fuzzed.check(() -> SystemFiles.swap(text));
        Fuzzed.check(() -> Others.of(1, text, text));
    }
}
