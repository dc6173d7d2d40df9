// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class RecorderTest {
    @Test
    void callsOutOfOrderAreRefused() {
        Recorder recorder = Recorder.current();

        assertThatIllegalStateException().isThrownBy(recorder::beforeBurst).withMessageContaining("must follow base");
        assertThatIllegalStateException().isThrownBy(recorder::afterBurst).withMessageContaining("beforeBurst");
        assertThatIllegalStateException().isThrownBy(recorder::afterIdle).withMessageContaining("afterBurst");
        assertThatIllegalStateException().isThrownBy(recorder::withoutIdle).withMessageContaining("afterBurst");
        assertThatIllegalStateException().isThrownBy(recorder::climb).withMessageContaining("afterIdle");
        assertThatIllegalStateException().isThrownBy(recorder::end).withMessageContaining("begin");
    }

    @Test
    void rehearsalRunsEveryStep() {
        assertThatCode(Recording::rehearse).doesNotThrowAnyException();
    }
}
