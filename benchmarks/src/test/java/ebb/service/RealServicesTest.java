// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ebb.base.EbbException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that people run, where this machine has them. */
class RealServicesTest {
    private static final List<String> FOLDERS =
            List.of((System.getenv("PATH") + File.pathSeparator + "/usr/sbin").split(File.pathSeparator));

    @TempDir
    private Path folder;

    private Shop shop = new Shop(Path.of(""));

    @BeforeEach
    void aFolder() throws IOException {
        shop = new Shop(folder.toRealPath());
        shop.allocator = "jemalloc";
    }

    @Test
    void redisIsOnWhatIsPreloadedAndNotOnTheJemallocThatItLoads() throws Exception {
        String program = redis();
        try (ServiceProcess process = shop.open()) {
            ServiceProcess.Proof proof = process.prove(process.pids());
            assertThat(proof.result().proven().family()).isEqualTo("jemalloc");
            assertThat(process.burst().nanoseconds()).isPositive();
            assertThat(proof.result().notes()).allMatch(note -> note.startsWith(program + " loads "));
        }
    }

    /** Debian's redis-server is a link to redis-check-rdb, and loads a jemalloc. */
    @Test
    void redisWithoutAPreloadIsRefusedByTheNameItWasStartedBy() throws Exception {
        String program = redis();
        shop.allocator = "glibc";
        try (ServiceProcess process = shop.open()) {
            long pid = process.pids().get(0);
            assumeTrue(Files.readString(Path.of("/proc/" + pid + "/maps")).contains("/libjemalloc.so"), "its jemalloc");
            assertThatThrownBy(() -> process.prove(List.of(pid)))
                    .isInstanceOf(EbbException.class)
                    .hasMessageMatching("Allocator glibc is not in place in process " + pid + "(, \\Q" + program
                            + "\\E| \\(\\Q" + program
                            + "\\E\\)): the program loads \\S+/libjemalloc\\.so\\.2 itself, and"
                            + " that owns malloc; to measure glibc have it preloaded before that: -p"
                            + " allocator=\\S+/libc\\.so\\.6\\.");
        }
    }

    /** Its program, as Ebb names it. */
    private String redis() throws IOException {
        Path program = needed("redis-server");
        Path file = program.toRealPath();
        int port = Shop.freePort();
        shop.start = program + " --port " + port + " --save '' --bind 127.0.0.1";
        shop.ready = "tcp:" + port;
        shop.burst = Optional.of(needed("redis-benchmark") + " -q -p " + port + " -n 1000 -t set -d 1000");
        return file.endsWith("redis-server") ? file.toString() : "redis-server (" + file + ")";
    }

    @Test
    void eachWorkerOfNginxIsProven() throws Exception {
        Path program = needed("nginx");
        int port = Shop.freePort();
        Files.writeString(
                shop.folder.resolve("nginx.conf"),
                "daemon off; worker_processes 4; pid nginx.pid; error_log stderr; user root;\nevents {}\nhttp { access_log"
                        + " off; client_body_temp_path t; proxy_temp_path t; fastcgi_temp_path t; uwsgi_temp_path t;"
                        + " scgi_temp_path t; server { listen 127.0.0.1:" + port + "; return 200 hello; } }\n");
        shop.start = "exec " + program + " -p . -c nginx.conf";
        shop.ready = "http://127.0.0.1:" + port + "/";
        try (ServiceProcess process = shop.open()) {
            ServiceProcess.Proof proof = process.prove(process.pids());
            assertThat(proof.result().processes()).isEqualTo(5);
            assertThat(proof.result().proven().family()).isEqualTo("jemalloc");
        }
    }

    @Test
    void pythonsServerIsProvenAndLoaded() throws Exception {
        Path program = needed("python3");
        int port = Shop.freePort();
        Files.writeString(shop.folder.resolve("shop.py"), """
                from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
                class Orders(BaseHTTPRequestHandler):
                    def do_GET(self):
                        orders = [{'id': i, 'name': 'n%d' % i} for i in range(5000)]
                        self.send_response(200)
                        self.end_headers()
                        self.wfile.write(str(len(orders)).encode())
                ThreadingHTTPServer(('127.0.0.1', PORT), Orders).serve_forever()
                """.replace("PORT", Integer.toString(port)));
        shop.start = "exec " + program + " shop.py";
        shop.ready = "http://127.0.0.1:" + port + "/";
        shop.burst = Optional.of(program + " -c \"from urllib.request import urlopen as u; print('orders:',"
                + " u('http://127.0.0.1:" + port + "/').read().decode())\"");
        shop.figures = BurstFigure.numbered(List.of("orders: (\\d+)"));
        try (ServiceProcess process = shop.open()) {
            assertThat(process.prove(process.pids()).result().proven().family()).isEqualTo("jemalloc");
            assertThat(process.burst().figures().values()).containsExactly(5000.0);
        }
    }

    @Test
    void aProgramForMuslIsRefused() throws Exception {
        build(needed("musl-gcc"), "#include <unistd.h>\nint main(void) { for (;;) pause(); }\n");
        // Under glibc's own malloc only the agent is preloaded, which musl's loader cannot load either.
        assertThatThrownBy(() -> {
                    try (ServiceProcess process = shop.open()) {
                        process.prove(process.pids());
                    }
                })
                .isInstanceOf(EbbException.class)
                .hasMessageContaining("built for musl")
                .hasMessageContaining("build it for glibc.");
    }

    @Test
    void aMallocThatIsLinkedInIsRefused() throws Exception {
        build(needed("cc"), """
                #include <stddef.h>
                #include <unistd.h>
                static char heap[1 << 20];
                static size_t used;
                void *malloc(size_t size) { used += (size + 15) & ~(size_t)15; return heap + used - size; }
                void free(void *block) { (void)block; }
                int main(void) { for (;;) pause(); }
                """);
        try (ServiceProcess process = shop.open()) {
            assertThatThrownBy(() -> process.prove(process.pids()))
                    .isInstanceOf(EbbException.class)
                    .hasMessageContaining(
                            "has a malloc of its own linked in, which no preload replaces; build the program"
                                    + " without it to try another one.");
        }
    }

    private void build(Path compiler, String source) throws Exception {
        Files.writeString(shop.folder.resolve("shop.c"), source);
        Process cc = new ProcessBuilder(compiler.toString(), "-rdynamic", "-o", "shop", "shop.c")
                .directory(shop.folder.toFile())
                .inheritIO()
                .start();
        assertThat(cc.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(cc.exitValue()).isZero();
        shop.start = "echo up; exec ./shop";
    }

    private static Path needed(String program) {
        Optional<Path> found = FOLDERS.stream()
                .map(name -> Path.of(name, program))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(found.isPresent(), "needs " + program);
        return found.orElseThrow();
    }
}
