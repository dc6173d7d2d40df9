// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The connection to the agent in one process: only the thread of {@link Agents} reads from it, whose lock guards the rest. */
final class Agent {
    final SocketChannel channel;
    final ByteArrayOutputStream line = new ByteArrayOutputStream();
    List<String> lines = new ArrayList<>();
    /** Bytes of the message that is being read. */
    int size;

    long pid;

    @Nullable
    String question;

    @Nullable
    Answer answer;

    Agent(SocketChannel channel) {
        this.channel = channel;
    }

    boolean send(String command) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8));
            channel.write(bytes);
            return !bytes.hasRemaining();
        } catch (IOException e) {
            return false;
        }
    }
}
