// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void aLineStaysOneAndCommandsNothing() {
        assertThat(Printable.line("a\u001b[31m\nb\tc\u007f\u009bd\u202ee\u2028f\u061cg\r"))
                .isEqualTo("a\ufffd[31m\ufffdb\ufffdc\ufffd\ufffdd\ufffde\ufffdf\ufffdg\ufffd");
        assertThat(Printable.line("redis-server *:6379 é 漢 \ud83d\ude00"))
                .isEqualTo("redis-server *:6379 é 漢 \ud83d\ude00");
    }
}
