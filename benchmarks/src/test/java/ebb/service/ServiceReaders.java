// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import ebb.Fuzzed;
import java.util.Map;

/** Readers of this package that nobody else may call. */
public final class ServiceReaders {
    private ServiceReaders() {}

    public static void proc(String text) {
        Fuzzed.check(() -> new Answer(1, Map.of("number", text)).number("number"));
    }
}
