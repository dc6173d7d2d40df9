// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import ebb.base.EbbException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** By what a service is known to be ready; written as one text, which {@link #text} gives again. */
public sealed interface Ready {
    /** Of TCP. */
    int HIGHEST_PORT = 65_535;

    /** Answers a GET with a status from 200 to 399. */
    record Http(URI address) implements Ready {
        @Override
        public String text() {
            return address.toString();
        }
    }

    /** Accepts connections. */
    record Tcp(String host, int port) implements Ready {
        @Override
        public String text() {
            return "tcp:" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    /** Prints a line in which the pattern is found, on either of its outputs. */
    record Log(Pattern line) implements Ready {
        @Override
        public String text() {
            return "log:" + line;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Log log && log.line.pattern().equals(line.pattern());
        }

        @Override
        public int hashCode() {
            return line.pattern().hashCode();
        }
    }

    /** A shell command that ends well. */
    record Command(String text) implements Ready {}

    /** As {@link #parse} reads it. */
    String text();

    /**
     * {@code http://HOST:PORT/PATH}, {@code https://…}, {@code tcp:PORT}, {@code tcp:HOST:PORT}, {@code log:REGEX};
     * anything else is a command.
     *
     * @throws EbbException saying what is wrong with it
     */
    static Ready parse(String text) {
        String scheme = text.substring(0, Math.max(0, text.indexOf(':'))).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "http", "https" -> http(text);
            case "tcp" -> tcp(text);
            case "log" -> log(text);
            default -> {
                if (text.isBlank()) {
                    throw new EbbException("'ready' is empty; name an address such as http://127.0.0.1:8080/health,"
                            + " tcp:8080, log:REGEX, or a command.");
                }
                yield new Command(text);
            }
        };
    }

    private static Ready http(String text) {
        try {
            URI address = new URI(text);
            if (address.getPort() == 0 || address.getPort() > HIGHEST_PORT) {
                throw new EbbException("'ready' is '" + text + "', and its port must be from 1 to 65535.");
            }
            if (address.getHost() != null) {
                return new Http(address);
            }
        } catch (URISyntaxException e) {
            // The sentence below names the form that there is.
        }
        throw new EbbException("'ready' is '" + text + "', which is no address such as http://127.0.0.1:8080/health.");
    }

    private static Ready tcp(String text) {
        Matcher parts = Pattern.compile("(?i)tcp:(?:(\\[[0-9A-Fa-f:.]+]|[^:\\[\\]\\s]+):)?([0-9]{1,5})")
                .matcher(text);
        int port = parts.matches() ? Integer.parseInt(parts.group(2)) : 0;
        if (port < 1 || port > HIGHEST_PORT) {
            throw new EbbException(
                    "'ready' is '" + text + "' and must be tcp:PORT or tcp:HOST:PORT, the port from 1 to" + " 65535.");
        }
        String host = parts.group(1) == null ? "127.0.0.1" : parts.group(1);
        return new Tcp(host.replaceAll("[\\[\\]]", ""), port);
    }

    private static Ready log(String text) {
        String regex = text.substring(text.indexOf(':') + 1);
        if (regex.isEmpty()) {
            throw new EbbException("'ready' is 'log:' and must have a regular expression behind it.");
        }
        try {
            return new Log(Pattern.compile(regex));
        } catch (PatternSyntaxException e) {
            throw new EbbException("'ready' is '" + text + "', of which '" + regex + "' is no regular expression: "
                    + e.getDescription() + ".");
        }
    }
}
