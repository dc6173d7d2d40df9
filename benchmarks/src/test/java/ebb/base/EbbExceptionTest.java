// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EbbExceptionTest {
    @Test
    void whatItQuotesMakesNoSecondLine() {
        assertThat(new EbbException("There is no 'a\nb\r\nc\u2028d\u001b[1m'."))
                .hasToString("There is no 'a\ufffdb\ufffdc\ufffdd\ufffd[1m'.");
    }

    @Test
    void ofALongQuoteTheEndsAreTold() {
        String said = new EbbException("There is no '" + "x".repeat(1_000_000) + "' in a.toml.").toString();

        assertThat(said)
                .hasSize(4007)
                .startsWith("There is no 'xxx")
                .contains("xxx [...] xxx")
                .endsWith("xxx' in a.toml.");
    }
}
