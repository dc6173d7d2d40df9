// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import ebb.results.Direction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServicesTest {
    private static final String SHOP = """
            [[service]]
            name = "shop"
            start = './shop --port 8080 # "x"'
            ready = "http://127.0.0.1:8080/health"
            ready-timeout = 2.5
            burst = "wrk -t2 -d10s http://127.0.0.1:8080/"
            burst-timeout = 30
            warm-bursts = 1
            bursts = 3
            idle = 5
            stop = 0
            folder = "sub"
            environment = { PORT = "80\\n\\"80\\"" }

            [[service.figures]]
            label = "latency"
            regex = 'Latency\\s+([0-9.]+)ms'
            unit = "ms"
            better = "less"
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void aFolderWithOneBelow() throws IOException {
        folder = folder.toRealPath();
        Files.createDirectory(folder.resolve("sub"));
    }

    @Test
    void everyFieldIsRead() throws IOException {
        Service shop = load(SHOP).find("shop");
        assertThat(shop)
                .isEqualTo(new Service(
                        "shop",
                        "./shop --port 8080 # \"x\"",
                        Ready.parse("http://127.0.0.1:8080/health"),
                        Duration.ofMillis(2500),
                        Optional.of("wrk -t2 -d10s http://127.0.0.1:8080/"),
                        Duration.ofSeconds(30),
                        1,
                        3,
                        Duration.ofSeconds(5),
                        Duration.ZERO,
                        folder.resolve("sub"),
                        Map.of("PORT", "80\n\"80\""),
                        List.of(new BurstFigure("latency", "Latency\\s+([0-9.]+)ms", "ms", Direction.LESS))));
        assertThat(shop.figures()).extracting(BurstFigure::label).containsExactly("burst.requests", "latency");
    }

    @Test
    void whatIsLeftOutHasItsDefault() throws IOException {
        Service shop = load("[[service]]\nname = 'a'\nstart = 'x'\nready = 'tcp:1'\nburst = 'y'\n")
                .find("a");
        assertThat(shop)
                .isEqualTo(new Service(
                        "a",
                        "x",
                        new Ready.Tcp("127.0.0.1", 1),
                        Duration.ofSeconds(60),
                        Optional.of("y"),
                        Duration.ofSeconds(600),
                        0,
                        1,
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(10),
                        folder,
                        Map.of(),
                        List.of()));
    }

    @Test
    void aServiceCanBeWrittenAndReadAgain() throws IOException {
        Service shop = load(SHOP).find("shop");
        assertThat(load(Services.toml(shop)).all()).containsExactly(shop);
        Service own = load("[[service]]\nname = 'a'\nstart = 'x'\nready = 'log:\\d \"'\nburst-timeout = 0.25\n")
                .find("a");
        assertThat(load(Services.toml(own)).all()).containsExactly(own);
        assertThat(own.burst()).isEmpty();
    }

    @Test
    void figuresAreRegexesTooAndKnownProgramsNeedNone() throws IOException {
        assertThat(figures("burst = '/usr/bin/ab -n 1 http://h/'"))
                .containsExactly(new BurstFigure(
                        "burst.requests", "Requests per second:\\s+([0-9.]+)", "requests/s", Direction.MORE));
        assertThat(figures("burst = 'hey http://h/'\nfigures = 'a ([0-9]+)'"))
                .containsExactly(
                        new BurstFigure("burst.requests", "Requests/sec:\\s+([0-9.]+)", "requests/s", Direction.MORE),
                        new BurstFigure("burst.figure", "a ([0-9]+)", "", Direction.NEITHER));
        assertThat(figures("burst = 'x'\nfigures = ['a(.)', 'b(.)']"))
                .extracting(BurstFigure::label)
                .containsExactly("burst.figure", "burst.figure.2");
    }

    @Test
    void aFigureMayTakeThePlaceOfTheKnownOne() throws IOException {
        assertThat(figures("burst = 'wrk http://h/'\nfigures = [{ regex = 'n (.)', label = 'burst.requests' }]"))
                .containsExactly(new BurstFigure("burst.requests", "n (.)", "", Direction.NEITHER));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Requests/sec:   1234.56 | 1234.56
            Requests/sec: 1 Requests/sec: 2 | 2
            Requests/sec: . | NaN
            Requests: 1 | NaN
            """)
    void aFigureIsTheLastNumberOfALine(String line, Double value) {
        BurstFigure figure = new BurstFigure("x", "Requests/sec:\\s+([0-9.]+)", "", Direction.MORE);
        assertThat(figure.in(line).orElse(Double.NaN)).isEqualTo(value);
    }

    @Test
    void theNearestNameIsOffered() throws IOException {
        Services services = load(SHOP);
        refused(
                () -> services.find("shob"),
                "There is no service 'shob'. Did you mean shop? It comes with --services FILE.toml, or with --start COMMAND"
                        + " and --ready ADDRESS.");
        refused(
                () -> services.find("another"),
                "There is no service 'another'. Known are shop. It comes with --services FILE.toml, or with --start COMMAND"
                        + " and --ready ADDRESS.");
        refused(
                () -> Services.load(List.of()).find("shop"),
                "There is no service 'shop'. It comes with --services FILE.toml, or with --start COMMAND and --ready"
                        + " ADDRESS.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            name = 'A b' | 2: 'A b' is no name: use lower-case letters, digits, dots, hyphens, underscores.
            start = '' | 2: 'start' of the service a is empty: give a shell command.
            burst = ' ' | 2: 'burst' of the service a is empty: give a shell command.
            ready = 'tcp:x' | 4: 'ready' is 'tcp:x' and must be tcp:PORT or tcp:HOST:PORT, the port from 1 to 65535.
            ready-timeout = 0 | 2: 'ready-timeout' of the service a is 0 and must be from 0.1 to 3600 seconds.
            burst-timeout = -1.5 | 2: 'burst-timeout' of the service a is -1.5 and must be from 0.1 to 86400 seconds.
            idle = 86401 | 2: 'idle' of the service a is 86401 and must be from 1 to 86400 seconds.
            idle = 0.9 | 2: 'idle' of the service a is 0.9 and must be from 1 to 86400 seconds.
            idle = 'x' | 6: 'idle' must be a number.
            stop = 601 | 2: 'stop' of the service a is 601 and must be from 0 to 600 seconds.
            warm-bursts = -1 | 2: 'warm-bursts' of the service a is -1 and must be from 0 to 1000.
            bursts = 9999999999 | 2: 'bursts' of the service a is 2147483647 and must be from 1 to 1000.
            folder = 'none' | 2: The folder FOLDER/none of the service a is not there.
            environment = { 'a b' = '1' } | 2: The service a has a variable 'a b' in its environment, which cannot be one.
            environment = { malloc_arena_max = '1' } | 2: The service a has malloc_arena_max in its environment, which sets up an allocator: put it into an allocator's entry instead.
            environment = { LD_PRELOAD = 'x' } | 2: The service a has LD_PRELOAD in its environment, which sets up an allocator: put it into an allocator's entry instead.
            figures = 'x' | 6: The figure 'x' has no group: put the number in parentheses, as in 'Requests/sec:\\s+([0-9.]+)'.
            figures = '(' | 6: The figure '(' is no regular expression: Unclosed group.
            figures = [{ regex = '(.)', label = 'a b' }] | 6: The figure's label 'a b' must be letters, digits, dots, hyphens and underscores.
            figures = [{ regex = '(.)', label = 'rss.peak' }] | 6: The figure's label 'rss.peak' is that of a figure of Ebb's own: choose another, as in 'burst.rss.peak'.
            figures = [{ regex = '(.)', label = 'score' }] | 6: The figure's label 'score' is that of a figure of Ebb's own: choose another, as in 'burst.score'.
            figures = [{ regex = '(.)', label = 'a', better = 'big' }] | 6: 'better' is 'big' and must be more, less or neither.
            figures = [{ regex = '(.)', label = 'a' }, { regex = '(.)', label = 'a' }] | 2: The service a has two figures 'a'.
            figures = [{ regex = '(.)' }] | 6: This entry needs 'label'.
            idel = 1 | 6: 'idel' is not known here. Did you mean idle?
            """)
    void whatCannotBeIsNamedWithItsLine(String line, String message) {
        StringBuilder text = new StringBuilder("[[service]]\n");
        for (String other : List.of("name = 'a'", "start = 'x'", "ready = 'tcp:1'", "burst = 'y'")) {
            String key = other.substring(0, other.indexOf(' '));
            text.append(line.startsWith(key + " ") ? line : other).append('\n');
        }
        if (text.indexOf(line) < 0) {
            text.append(line).append('\n');
        }
        refused(() -> load(text.toString()), folder + "/s.toml:" + message.replace("FOLDER", folder.toString()));
    }

    @Test
    void aServiceThatMakesItsOwnBurstSaysForHowLong() {
        String own = "[[service]]\nname = 'a'\nstart = 'x'\nready = 'tcp:1'\n";
        refused(
                () -> load(own),
                folder
                        + "/s.toml:1: This service has no 'burst' and makes its own, so it needs 'burst-timeout': for how"
                        + " many seconds that is watched.");
        refused(
                () -> load(own + "burst-timeout = 1\nbursts = 2\n"),
                folder + "/s.toml:2: The service a has no 'burst' and makes its own, so there is one of them: leave out"
                        + " 'warm-bursts', 'bursts' and 'figures'.");
    }

    @Test
    void anotherKindOfFileIsNone() {
        refused(
                () -> load(""),
                folder + "/s.toml:1: There is no service in this file; an entry begins with [[service]].");
        refused(
                () -> load(SHOP + SHOP),
                folder + "/s.toml:21: There is a service 'shop' already; choose another name.");
    }

    private List<BurstFigure> figures(String lines) throws IOException {
        return load("[[service]]\nname = 'a'\nstart = 'x'\nready = 'tcp:1'\n" + lines + "\n")
                .find("a")
                .figures();
    }

    private Services load(String text) throws IOException {
        return Services.load(List.of(Files.writeString(folder.resolve("s.toml"), text)));
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(EbbException.class).hasMessage(message);
    }
}
