// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResultRowTest {
    @Test
    void aRowWhoseCallsWereTimedIsNoMatchForOneWhoseWereNot() {
        assertThat(settings(true).differences(settings(false)))
                .containsExactly("calls timed by -prof latency against not timed");
        assertThat(settings(true).differences(settings(true))).isEmpty();
    }

    private static ResultRow.Settings settings(boolean timed) {
        return new ResultRow.Settings(1, "1 s", 1, 5, "1 s", 1, List.of(), "17", timed);
    }
}
