// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import ebb.allocator.Catalog;
import ebb.allocator.ForkAssignment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A service of a test's own, of which it says what matters to it; the fields are its definition. */
final class Shop {
    final Path folder;
    String start = "echo up; exec sleep 100";
    String ready = "log:^up$";
    double readyTimeout = 20;
    Optional<String> burst = Optional.of("true");
    double burstTimeout = 20;
    double stopGrace = 10;
    Map<String, String> environment = Map.of();
    List<BurstFigure> figures = List.of();
    Path catalog = Path.of("");
    String allocator = "glibc";
    boolean control;

    Shop(Path folder) {
        this.folder = folder;
    }

    ServiceProcess process() {
        return ServiceProcess.start(definition(), assignment(), log(), control);
    }

    /** Started and ready. */
    ServiceProcess open() {
        ServiceProcess process = process();
        try {
            process.awaitReady();
            return process;
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }

    Path log() {
        return folder.resolve("1.log");
    }

    Service definition() {
        return new Service(
                "shop",
                start,
                Ready.parse(ready),
                seconds(readyTimeout),
                burst,
                seconds(burstTimeout),
                0,
                1,
                Duration.ofSeconds(1),
                seconds(stopGrace),
                folder,
                environment,
                figures);
    }

    private ForkAssignment assignment() {
        Catalog all = Catalog.load(catalog.toString().isEmpty() ? List.of() : List.of(catalog));
        return ForkAssignment.of(
                folder, 1, List.of(), folder.resolve("1.proof"), all.resolve(all.find(allocator)), all);
    }

    /** A port at which nobody listens. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(1000 * seconds));
    }

    /** In a JVM of its own: starts one, says which processes there are, and waits to be killed. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws Exception {
            Shop shop = new Shop(Path.of(arguments[0]));
            shop.start = "(setsid sh -c \"trap '' TERM; sleep 100; :\" &); echo up; sleep 100; :";
            shop.burst = Optional.of("touch burst; sleep 100; :");
            ServiceProcess process = shop.open();
            StringBuilder pids = new StringBuilder().append(process.rootPid());
            process.pids().forEach(pid -> pids.append(' ').append(pid));
            System.out.println(pids);
            process.burst();
        }
    }

    /** Answers each connection with a status, by HTTP or the protocol given behind it, or, without one, closes it. */
    static final class Server {
        private Server() {}

        public static void main(String[] arguments) throws Exception {
            try (ServerSocket socket =
                    new ServerSocket(Integer.parseInt(arguments[0]), 16, InetAddress.getLoopbackAddress())) {
                while (true) {
                    try (var connection = socket.accept()) {
                        if (arguments.length > 1) {
                            String protocol = arguments.length > 2 ? arguments[2] : "HTTP/1.1";
                            connection.getInputStream().read();
                            connection
                                    .getOutputStream()
                                    .write((protocol + " " + arguments[1] + " x\r\nContent-Length: 0\r\n\r\n")
                                            .getBytes(StandardCharsets.US_ASCII));
                        }
                    }
                }
            }
        }
    }

    /** Such a class's command, in a JVM that starts fast. */
    static String java(Class<?> main, Object... arguments) {
        StringBuilder command = new StringBuilder(
                "exec '" + Path.of(System.getProperty("java.home"), "bin", "java") + "' -XX:TieredStopAtLevel=1 -cp '"
                        + System.getProperty("java.class.path") + "' '" + main.getName() + "'");
        for (Object argument : arguments) {
            command.append(" '").append(argument).append('\'');
        }
        return command.toString();
    }
}
