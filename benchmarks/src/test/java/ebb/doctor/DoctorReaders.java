// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import ebb.Fuzzed;

/** Readers of this package that nobody else may call. */
public final class DoctorReaders {
    private DoctorReaders() {}

    public static void proc(String text) {
        Fuzzed.check(() -> Mapping.parse(text).forEach(mapping -> mapping.isCode()));
        Fuzzed.check(() -> Waiting.parse(text));
        Fuzzed.check(() -> PtraceRights.refuse(1, text, text, text));
        Fuzzed.check(() -> Backtrace.frames(text));
    }
}
