// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import ebb.allocator.AgentReport;
import ebb.base.EbbException;
import ebb.base.Problem;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The other end of the agents in a service's processes: takes their reports on a thread of its own, keeps the connections
 * of those that obey, and asks them all at once. The protocol stands in agent.h.
 */
final class Agents implements AutoCloseable {
    /** Below the 108 bytes of a socket's address. */
    private static final int ADDRESS_MOST = 100;

    private static final int BACKLOG = 1024;
    private static final String END = "end=";
    private static final int LONGEST_MESSAGE = 16 << 20; // of the agent's own: some KiB
    private static final int REPORTS_AT_FIRST = 4096;

    private final Path folder;
    private final Path address;
    private final Selector selector;
    private final ServerSocketChannel server;
    private final Thread thread;
    private final Map<Long, AgentReport> reports = new HashMap<>();
    private final Map<Long, Agent> controlled = new HashMap<>();
    private final Map<String, Map<String, String>> proofs = new HashMap<>();
    /** Held while a question is under way: each agent has one at a time. */
    private final Object asking = new Object();

    private int mostReports = REPORTS_AT_FIRST;
    private volatile boolean closing;
    private Optional<Duration> interval = Optional.empty();

    private Agents(Path folder, Path address, Selector selector, ServerSocketChannel server) {
        this.folder = folder;
        this.address = address;
        this.selector = selector;
        this.server = server;
        this.thread = new Thread(this::listen, "ebb-agents");
        thread.setDaemon(true);
    }

    /** Listens from now on, at an address that only this user can reach. */
    static Agents open() {
        try {
            Path folder = Files.createTempDirectory("ebb");
            if (folder.toString().length() > ADDRESS_MOST - "/s".length()) {
                Files.delete(folder);
                folder = Files.createTempDirectory(Path.of("/tmp"), "ebb");
            }
            Path address = folder.resolve("s");
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(address), BACKLOG);
            server.configureBlocking(false);
            Selector selector = Selector.open();
            server.register(selector, SelectionKey.OP_ACCEPT);
            Agents agents = new Agents(folder, address, selector, server);
            agents.thread.start();
            return agents;
        } catch (IOException e) {
            throw new EbbException("No socket can be made for what the service's processes report (" + Problem.of(e)
                    + "): make the temporary folder writable.");
        }
    }

    Path address() {
        return address;
    }

    /** The last report of each process by its pid; those that have ended may be missing. */
    synchronized Map<Long, AgentReport> reports() {
        return new HashMap<>(reports);
    }

    /** Has each process that comes from now on, and obeys, release its memory so often. */
    synchronized void releaseEvery(Duration wanted) {
        interval = Optional.of(wanted);
    }

    /**
     * Asks every process that obeys.
     *
     * @return in the order of their pids, without those that ended in the meantime
     * @throws EbbException where one does not answer in time
     */
    List<Answer> ask(String command, Duration patience) {
        synchronized (asking) {
            return askOne(command, patience);
        }
    }

    private synchronized List<Answer> askOne(String command, Duration patience) {
        List<Agent> asked = new ArrayList<>();
        controlled.values().stream()
                .sorted((a, b) -> Long.compare(a.pid, b.pid))
                .forEach(agent -> {
                    agent.question = command;
                    agent.answer = null;
                    if (agent.send(command)) {
                        asked.add(agent);
                    }
                });
        long until = System.nanoTime() + patience.toNanos();
        for (Agent agent : asked) {
            if (!hasAnswered(agent, until)) {
                throw new EbbException("Process " + agent.pid + " of the service has not answered to '" + command
                        + "' within " + patience.toSeconds() + " s.");
            }
        }
        List<Answer> answers = new ArrayList<>();
        for (Agent agent : asked) {
            if (agent.answer != null) {
                answers.add(agent.answer);
            }
        }
        return answers;
    }

    /** Waits until it has, or has ended; false: neither until then. */
    private synchronized boolean hasAnswered(Agent agent, long until) {
        try {
            while (agent.question != null && agent.channel.isOpen()) {
                long left = (until - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EbbException("Interrupted while the service's processes were asked.");
        }
    }

    private void listen() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
        try {
            while (!closing) {
                selector.select(key -> ready(key, buffer));
            }
        } catch (IOException e) {
            // The kernel refuses to wait: whoever asks hears of no answer.
        }
    }

    private void ready(SelectionKey key, ByteBuffer buffer) {
        try {
            if (key.isAcceptable()) {
                SocketChannel channel = server.accept();
                if (channel != null) {
                    channel.configureBlocking(false);
                    channel.register(selector, SelectionKey.OP_READ, new Agent(channel));
                }
                return;
            }
        } catch (IOException e) {
            return;
        }
        Agent agent = (Agent) key.attachment();
        buffer.clear();
        int count;
        try {
            count = agent.channel.read(buffer);
        } catch (IOException e) {
            count = -1;
        }
        if (count < 0) {
            gone(agent);
            return;
        }
        agent.size += count;
        if (agent.size > LONGEST_MESSAGE) {
            gone(agent);
            return;
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
            byte next = buffer.get();
            if (next == '\n') {
                line(agent, agent.line.toString(StandardCharsets.UTF_8));
                agent.line.reset();
            } else {
                agent.line.write(next);
            }
        }
    }

    private synchronized void gone(Agent agent) {
        try {
            agent.channel.close();
        } catch (IOException e) {
            // Its end of the connection is closed already.
        }
        controlled.remove(agent.pid, agent);
        notifyAll();
    }

    private void line(Agent agent, String line) {
        agent.lines.add(line);
        if (line.startsWith(END)) {
            List<String> lines = agent.lines;
            agent.lines = new ArrayList<>();
            agent.size = 0;
            if (line.equals(END + "report")) {
                try {
                    reported(agent, lines);
                } catch (EbbException | InvalidPathException e) {
                    gone(agent); // whatever wrote that is not the agent: the process counts as one that is silent
                }
            } else {
                answered(agent, lines);
            }
        }
    }

    private synchronized void reported(Agent agent, List<String> lines) {
        AgentReport report = AgentReport.parse(lines, proofs);
        reports.put(report.pid(), report);
        if (reports.size() > mostReports) {
            // A service may run thousands of short programs.
            reports.keySet().removeIf(pid -> ProcessHandle.of(pid).isEmpty());
            mostReports = Math.max(REPORTS_AT_FIRST, 2 * reports.size());
        }
        agent.pid = report.pid();
        if (report.control().isEmpty()) {
            controlled.put(agent.pid, agent);
            // A fork's child goes on with its parent's interval.
            if (interval.isPresent() && report.how().equals("start")) {
                agent.send("interval " + Math.max(1, Math.round(interval.get().toNanos() / 1e6)));
            }
        }
        notifyAll();
    }

    private synchronized void answered(Agent agent, List<String> lines) {
        Map<String, String> values = AgentReport.values(lines);
        String question = agent.question;
        if (question != null && (END + question).equals(lines.get(lines.size() - 1))) {
            agent.question = null;
            agent.answer = new Answer(agent.pid, values);
            notifyAll();
        }
    }

    @Override
    public void close() {
        try {
            closing = true;
            selector.wakeup();
            thread.join();
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
            Files.deleteIfExists(address);
            Files.deleteIfExists(folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the folder stays, and the daemon thread ends with the JVM
        } catch (IOException e) {
            throw new EbbException("The temporary folder " + folder + " cannot be deleted: " + Problem.of(e) + ".");
        }
    }
}
