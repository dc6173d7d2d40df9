// SPDX-License-Identifier: Apache-2.0
package ebb.cgroup;

import ebb.Fuzzed;
import java.util.Optional;

/** Readers of this package that nobody else may call. */
public final class CgroupReaders {
    private CgroupReaders() {}

    public static void proc(String text) {
        Fuzzed.check(() -> OomKills.count(text));
        Fuzzed.check(() -> Pressure.parse(text));
        Fuzzed.check(() -> CgroupLimit.find(text, text, file -> Optional.of(text)));
    }
}
