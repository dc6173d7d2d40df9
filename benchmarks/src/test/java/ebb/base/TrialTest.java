// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrialTest {
    @Test
    void itsEndAndItsWordsAreTold() throws Exception {
        assertThat(Trial.of(List.of("sh", "-c", "echo no >&2; exit 3"))).isEqualTo(new Trial(3, "no"));
        assertThat(Trial.of(List.of("true"))).isEqualTo(new Trial(0, ""));
    }

    /** As the terminal's Ctrl-C does: that is nobody's refusal. */
    @Test
    void whatASignalEndsTellsNothing() {
        assertThatThrownBy(() -> Trial.of(List.of("sh", "-c", "kill -TERM $$")))
                .hasToString("sh, by which Ebb looked what works here, was ended by signal 15: try again.");
    }
}
