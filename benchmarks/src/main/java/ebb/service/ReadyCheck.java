// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import ebb.allocator.ServiceCommand;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Asks once whether a service is ready. */
final class ReadyCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int OK_FROM = 200;
    private static final int OK_TO = 399;

    private final Service service;

    ReadyCheck(Service service) {
        this.service = service;
    }

    /**
     * Why it is not; empty: it is. A line of its log is not looked for here.
     *
     * @param left until nobody waits any more
     */
    Optional<String> whyNot(Duration left) {
        Duration patience = left.compareTo(PATIENCE) < 0 ? left : PATIENCE;
        Ready ready = service.ready();
        if (ready instanceof Ready.Http http) {
            return whyNot(http.address(), patience);
        }
        if (ready instanceof Ready.Tcp tcp) {
            return whyNot(tcp.host(), tcp.port(), patience);
        }
        if (ready instanceof Ready.Command command) {
            return whyNot(command.text(), left);
        }
        return Optional.of("no line of its output matches '" + ((Ready.Log) ready).line() + "'");
    }

    /** What answers already, before the service is started; empty where nothing does. */
    Optional<String> whoAnswersAlready() {
        Ready ready = service.ready();
        if (ready instanceof Ready.Http http) {
            URI address = http.address();
            int port = address.getPort() >= 0
                    ? address.getPort()
                    : address.getScheme().equalsIgnoreCase("http") ? 80 : 443;
            return listens(address.getHost().replaceAll("[\\[\\]]", ""), port);
        }
        if (ready instanceof Ready.Tcp tcp) {
            return listens(tcp.host(), tcp.port());
        }
        if (ready instanceof Ready.Command command
                && whyNot(command.text(), PATIENCE).isEmpty()) {
            return Optional.of("its 'ready', '" + command.text() + "', ends well");
        }
        return Optional.empty();
    }

    private static Optional<String> listens(String host, int port) {
        return whyNot(host, port, PATIENCE).isEmpty()
                ? Optional.of("something listens at " + host + ":" + port)
                : Optional.empty();
    }

    private static Optional<String> whyNot(URI address, Duration patience) {
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            try {
                connection.setConnectTimeout(milliseconds(patience));
                connection.setReadTimeout(milliseconds(patience));
                connection.setInstanceFollowRedirects(false);
                int status = connection.getResponseCode();
                return status >= OK_FROM && status <= OK_TO
                        ? Optional.empty()
                        : Optional.of(address + " answered" + (status < 0 ? ", but not in HTTP" : " " + status));
            } finally {
                connection.disconnect();
            }
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of(address + ": " + reason(e));
        }
    }

    private static Optional<String> whyNot(String host, int port, Duration patience) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), milliseconds(patience));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(host + ":" + port + ": " + reason(e));
        }
    }

    private Optional<String> whyNot(String command, Duration patience) {
        try (Shell shell = Shell.start(
                ServiceCommand.plain(command),
                service.folder(),
                Shell.environment(service.environment()),
                "'ready' of the service " + service.name(),
                line -> {})) {
            if (!shell.hasEnded(patience)) {
                return Optional.of("'" + command + "' has not ended");
            }
            return shell.exit() == 0
                    ? Optional.empty()
                    : Optional.of("'" + command + "' ended with " + shell.ending() + "; " + shell.lastWords());
        }
    }

    private static String reason(Exception problem) {
        return problem instanceof UnknownHostException
                ? "there is no such host"
                : String.valueOf(problem.getMessage()).toLowerCase(Locale.ROOT);
    }

    private static int milliseconds(Duration patience) {
        return (int) Math.max(1, patience.toMillis());
    }
}
