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

    @Test
    void rowsOfUnequalVersionsOfJmhDoNotMatch() {
        assertThat(settings("1.19", true).differences(settings("1.37", true))).containsExactly("JMH 1.19 against 1.37");
    }

    private static ResultRow.Settings settings(boolean timed) {
        return settings("1.37", timed);
    }

    private static ResultRow.Settings settings(String version, boolean timed) {
        return new ResultRow.Settings(version, 1, "1 s", 1, 5, "1 s", 1, List.of(), "17", timed);
    }
}
