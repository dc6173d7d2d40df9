// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void aTerminalIsADeviceOfThatKind() {
        assertThat(Terminal.isTerminal("/dev/pts/3", "xterm")).isTrue();
        assertThat(Terminal.isTerminal("/dev/tty1", "linux")).isTrue();
        assertThat(Terminal.isTerminal("pipe:[4711]", "xterm")).isFalse();
        assertThat(Terminal.isTerminal("/dev/null", "xterm")).isFalse();
        assertThat(Terminal.isTerminal("/dev/pts/3", "dumb")).isFalse();
        assertThat(Terminal.isTerminal("/dev/pts/3", null)).isFalse();
    }

    @Test
    void blocksNeedACharsetThatHasThem() {
        assertThat(terminal(StandardCharsets.UTF_8).blocks()).isTrue();
        assertThat(terminal(StandardCharsets.US_ASCII).blocks()).isFalse();
        assertThat(terminal(StandardCharsets.ISO_8859_1).blocks()).isFalse();
    }

    private static Terminal terminal(Charset charset) {
        return new Terminal(System.out, System.err, charset, false, false);
    }
}
