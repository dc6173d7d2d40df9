// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;

/** How many threads of a group run each of its methods. */
final class Groups {
    private Groups() {}

    /** @param method one of the group's */
    static long threads(BenchmarkParams params, String method) {
        return params.getThreadGroups()[
                List.copyOf(params.getThreadGroupLabels()).indexOf(method)];
    }
}
