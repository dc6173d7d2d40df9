// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentsTest {
    private static final String REPORT = "pid=%s\nhow=start\ncontrol=no\nend=report\n";

    /** Whatever else a process of the service writes to the address that it finds in its environment. */
    @ParameterizedTest
    @ValueSource(strings = {"pid=no number\nend=report\n", "malloc=/a\0b\nend=report\n", "end=report\n", "\0\n\n="})
    void whatIsNoReportKeepsNoneFromComing(String garbage) throws Exception {
        try (Agents agents = Agents.open();
                SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(agents.address()));
                SocketChannel agent = SocketChannel.open(UnixDomainSocketAddress.of(agents.address()))) {
            send(other, garbage);
            send(agent, REPORT.formatted(7));
            await(agents, 7);

            assertThat(agents.reports().get(7L)).isNotNull();
        }
    }

    @Test
    void aMessageWithoutAnEndIsNotKept() throws Exception {
        try (Agents agents = Agents.open();
                SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(agents.address()))) {
            byte[] piece = "x".repeat(1 << 20).getBytes(UTF_8);
            int sent = 0;
            try {
                for (; sent < 64; sent++) {
                    other.write(ByteBuffer.wrap(piece));
                }
            } catch (IOException e) {
                // The other end has closed it.
            }
            assertThat(sent).isBetween(16, 32);
        }
    }

    private static void send(SocketChannel channel, String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    private static void await(Agents agents, long pid) throws InterruptedException {
        for (int i = 0; i < 1000 && !agents.reports().containsKey(pid); i++) {
            Thread.sleep(10);
        }
    }
}
