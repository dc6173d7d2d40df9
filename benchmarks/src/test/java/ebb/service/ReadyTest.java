// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadyTest {
    @TempDir
    Path folder;

    private Shop shop = new Shop(Path.of(""));

    @BeforeEach
    void aFolder() throws IOException {
        shop = new Shop(folder.toRealPath());
    }

    @Test
    void oneTextSaysWhichKindItIs() {
        assertThat(Ready.parse("http://127.0.0.1:8080/health"))
                .isEqualTo(new Ready.Http(URI.create("http://127.0.0.1:8080/health")));
        assertThat(Ready.parse("HTTPS://shop.local/")).isEqualTo(new Ready.Http(URI.create("HTTPS://shop.local/")));
        assertThat(Ready.parse("tcp:6379")).isEqualTo(new Ready.Tcp("127.0.0.1", 6379));
        assertThat(Ready.parse("tcp:shop.local:80")).isEqualTo(new Ready.Tcp("shop.local", 80));
        assertThat(Ready.parse("tcp:[::1]:80")).isEqualTo(new Ready.Tcp("::1", 80));
        assertThat(Ready.parse("log:Ready: [0-9]+ ms")).isEqualTo(new Ready.Log(Pattern.compile("Ready: [0-9]+ ms")));
        assertThat(Ready.parse("test -S shop.socket")).isEqualTo(new Ready.Command("test -S shop.socket"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tcp:[::1]:80 | tcp:[::1]:80
            tcp:80 | tcp:127.0.0.1:80
            log:a|log:a
            http://h:1/x | http://h:1/x
            true | true
            """)
    void itsTextIsReadAgain(String text, String whole) {
        assertThat(Ready.parse(text).text()).isEqualTo(whole);
        assertThat(Ready.parse(whole)).isEqualTo(Ready.parse(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http:8080 | 'ready' is 'http:8080', which is no address such as http://127.0.0.1:8080/health.
            http://a b/ | 'ready' is 'http://a b/', which is no address such as http://127.0.0.1:8080/health.
            http://127.0.0.1:99999/ | 'ready' is 'http://127.0.0.1:99999/', and its port must be from 1 to 65535.
            https://shop.local:0/ | 'ready' is 'https://shop.local:0/', and its port must be from 1 to 65535.
            tcp:0 | 'ready' is 'tcp:0' and must be tcp:PORT or tcp:HOST:PORT, the port from 1 to 65535.
            tcp:65536 | 'ready' is 'tcp:65536' and must be tcp:PORT or tcp:HOST:PORT, the port from 1 to 65535.
            tcp:host | 'ready' is 'tcp:host' and must be tcp:PORT or tcp:HOST:PORT, the port from 1 to 65535.
            log: | 'ready' is 'log:' and must have a regular expression behind it.
            log:( | 'ready' is 'log:(', of which '(' is no regular expression: Unclosed group.
            ' ' | 'ready' is empty; name an address such as http://127.0.0.1:8080/health, tcp:8080, log:REGEX, or a command.
            """, quoteCharacter = '`')
    void whatCannotBeIsNamed(String text, String message) {
        String bare = text.equals("' '") ? " " : text;
        assertThatThrownBy(() -> Ready.parse(bare))
                .isInstanceOf(EbbException.class)
                .hasMessage(message);
    }

    @Test
    void byAnAddressThatAnswers() throws IOException {
        int port = Shop.freePort();
        shop.start = Shop.java(Shop.Server.class, port, 204);
        shop.ready = "http://127.0.0.1:" + port + "/health";
        try (ServiceProcess process = shop.process()) {
            assertThat(process.awaitReady()).isPositive();
            shop.ready = "tcp:" + port;
            refused("The service shop was not started, because something listens at 127.0.0.1:" + port
                    + " already: end what does that, or give the service another port.");
        }
    }

    @Test
    void notByOneThatIsUnwell() throws IOException {
        int port = Shop.freePort();
        shop.start = Shop.java(Shop.Server.class, port, 503);
        shop.ready = "tcp:" + port;
        shop.open().close();
        shop.ready = "http://127.0.0.1:" + port + "/";
        shop.readyTimeout = 3;
        refused("The service shop was not ready within 3 s: http://127.0.0.1:" + port
                + "/ answered 503; it printed nothing. See whether 'ready' is right, or give it more time with"
                + " 'ready-timeout'.");
    }

    @Test
    void notByOneThatSpeaksSomethingElse() throws IOException {
        int port = Shop.freePort();
        shop.start = Shop.java(Shop.Server.class, port, 204, "SHOP/1");
        shop.ready = "http://127.0.0.1:" + port + "/";
        shop.readyTimeout = 3;
        refused("The service shop was not ready within 3 s: http://127.0.0.1:" + port
                + "/ answered, but not in HTTP; it printed nothing. See whether 'ready' is right, or give it more time"
                + " with 'ready-timeout'.");
    }

    @Test
    void byACommandThatEndsWell() {
        shop.start = "sleep 0.3; touch there; exec sleep 100";
        shop.ready = "test -e there";
        try (ServiceProcess process = shop.process()) {
            assertThat(process.awaitReady()).isGreaterThan(Duration.ofMillis(250));
        }
        refused(
                "The service shop was not started, because its 'ready', 'test -e there', ends well already: end what does"
                        + " that, or give the service another port.");
    }

    @Test
    void byALineOfItsLogAndNotByAnother() {
        shop.start = "echo warming; exec sleep 100";
        shop.readyTimeout = 0.5;
        refused(
                "The service shop was not ready within 0.5 s: no line of its output matches '^up$'; its last words: warming."
                        + " See whether 'ready' is right, or give it more time with 'ready-timeout'.");
        shop.start = "echo warming; echo up >&2; exec sleep 100";
        shop.readyTimeout = 20;
        shop.open().close();
    }

    @Test
    void aPortThatIsTakenIsNotTakenForTheService() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            shop.ready = "http://127.0.0.1:" + other.getLocalPort() + "/";
            refused("The service shop was not started, because something listens at 127.0.0.1:" + other.getLocalPort()
                    + " already: end what does that, or give the service another port.");
        }
    }

    private void refused(String message) {
        assertThatThrownBy(() -> shop.open().close())
                .isInstanceOf(EbbException.class)
                .hasMessage(message);
    }
}
