// SPDX-License-Identifier: Apache-2.0
package ebb.latency;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.shim.NativeLatency;
import ebb.shim.NativeLatency.Calls;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LatencyRecorderTest {
    @Test
    void nothingIsTimedUntilTheProfilerBegins() {
        LatencyRecorder recorder = new LatencyRecorder();

        assertThat(recorder.latency()).isNull();
        recorder.reset();
        assertThat(recorder.end()).isEmpty();
    }

    @Test
    void aLoadThatNeverAskedHasNoLatency() {
        LatencyRecorder recorder = new LatencyRecorder();

        recorder.begin();

        assertThat(recorder.end()).isEmpty();
    }

    @Test
    void oneSetOfHistogramsServesAllIterations() {
        LatencyRecorder recorder = new LatencyRecorder();

        recorder.begin();
        NativeLatency latency = Objects.requireNonNull(recorder.latency());
        recorder.begin();

        assertThat(recorder.end()).containsSame(latency);
        assertThat(Arrays.stream(latency.counts(Calls.MALLOC)).sum()).isZero();
        assertThat(latency.overhead()).isBetween(0.1, 10_000.0);
    }
}
