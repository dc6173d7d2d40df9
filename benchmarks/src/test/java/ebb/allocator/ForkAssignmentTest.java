// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForkAssignmentTest {
    @TempDir
    private Path folder;

    @Test
    void whatWasAskedForGoesAlong() throws IOException {
        Path mine = Files.writeString(folder.resolve("mine.toml"), """
                [[allocator]]
                id = "mine"
                family = "jemalloc"
                library = "/c/libmine.so.2"
                environment = { MALLOC_CONF = "background_thread:true" }
                expect = { "opt.background_thread" = true }
                release-interval = 1.5
                """);
        Catalog catalog = Catalog.load(List.of(mine));
        Resolved resolved = new Resolved(
                catalog.find("mine"),
                List.of(Path.of("/c/libmine.so.2")),
                Optional.of(Resolved.Origin.USER),
                "5.3.0",
                "",
                Optional.empty());

        assertThat(ForkAssignment.of(
                                Path.of("/runs/x"),
                                3,
                                List.of(Path.of("/a.toml"), Path.of("/b.toml")),
                                Path.of("/runs/x/1.proof"),
                                resolved,
                                catalog)
                        .options())
                .containsExactly(
                        "-Debb.run=/runs/x",
                        "-Debb.fork=3",
                        "-Debb.scenarios.0=/a.toml",
                        "-Debb.scenarios.1=/b.toml",
                        "-Debb.proof=/runs/x/1.proof",
                        "-Debb.allocator.id=mine",
                        "-Debb.allocator.family=jemalloc",
                        "-Debb.allocator.preload=/c/libmine.so.2",
                        "-Debb.allocator.stems=libjemalloc.so,libmimalloc.so,libtcmalloc_minimal.so,libtbbmalloc.so,"
                                + "libtbbmalloc_proxy.so,libclang_rt.scudo_standalone-" + Host.llvmArchitecture()
                                + ".so,libmine.so",
                        "-Debb.allocator.release-interval=1.5",
                        "-Debb.allocator.environment.MALLOC_CONF=background_thread:true",
                        "-Debb.allocator.expect.opt.background_thread=true");
    }

    @Test
    void theForkReadsWhatWasAskedFor() {
        ForkAssignment assignment = new ForkAssignment(
                Path.of("/runs/x"),
                2,
                List.of(Path.of("/at 12:30/a.toml"), Path.of("/b.toml")),
                Path.of("/runs/x/1.proof"),
                "tbbmalloc",
                Family.TBBMALLOC,
                List.of(Path.of("/c/a.so"), Path.of("/c/b.so")),
                Map.of("A", "x:1,y:2=3"),
                Map.of("a|b", "0"),
                new Releases(Optional.of(Duration.ofMillis(1)), Optional.of(Releases.OnPark.LIGHT), true),
                Optional.of("_rjem_"),
                List.of("a.so", "b.so"));

        assertThat(ForkAssignment.from(properties(assignment))).contains(assignment);
    }

    @Test
    void aForkThatIsNotToldToReleasesNothing() {
        ForkAssignment glibc = new ForkAssignment(
                Path.of("/runs/x"),
                1,
                List.of(),
                Path.of("/runs/x/1.proof"),
                "glibc",
                Family.GLIBC,
                List.of(),
                Map.of(),
                Map.of(),
                Releases.NONE,
                Optional.empty(),
                List.of());

        assertThat(ForkAssignment.from(properties(glibc))
                        .orElseThrow()
                        .releases()
                        .any())
                .isFalse();
        assertThat(glibc.options()).noneMatch(option -> option.contains("release"));
    }

    @Test
    void aForkThatWasNotAskedKnowsIt() {
        assertThat(ForkAssignment.from(new Properties())).isEmpty();
    }

    /** As the JVM makes them of its options. */
    private static Properties properties(ForkAssignment assignment) {
        Properties properties = new Properties();
        for (String option : assignment.options()) {
            String[] parts = option.substring("-D".length()).split("=", 2);
            properties.setProperty(parts[0], parts[1]);
        }
        return properties;
    }
}
