// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts that gather the libraries, with an archive and a dpkg-deb of the test's own. */
class GatherTest {
    private static final Path SCRIPTS = Path.of("..", "native-shims", "allocators");

    @TempDir
    private Path temp;

    private Path tools;
    private Path scripts;

    @BeforeEach
    void copyScripts() throws IOException {
        tools = Files.createDirectory(temp.resolve("tools"));
        scripts = Files.createDirectories(temp.resolve("shims/allocators"));
        Files.copy(SCRIPTS.resolve("gather.sh"), scripts.resolve("gather.sh"));
        Files.copy(SCRIPTS.resolve("debian.sh"), scripts.resolve("debian.sh"));
    }

    /** The archive has jemalloc only, and every package that is unpacked has every library. */
    @Test
    void whatTheArchiveDoesNotOfferIsMissing() throws Exception {
        Files.writeString(scripts.resolve("allocators.lock"), "# none yet\n");
        Files.writeString(scripts.resolve("debian.sh"), """
                debian_open() { return 0; }
                debian_offer() {
                    debian_error="suite $2 has no package $1"
                    debian_version=1.0 debian_sha256=$(sha256sum "$debian_cache/debs/only.deb" | cut -c1-64)
                    [[ $1 == libjemalloc2 ]]
                }
                debian_download() { cp "$debian_cache/debs/only.deb" "$debian_cache/debs/$debian_sha256.deb"; }
                """, StandardOpenOption.APPEND);
        Path debs = Files.createDirectories(temp.resolve("cache/ebb/debs"));
        Files.writeString(debs.resolve("only.deb"), "jemalloc");
        tool("dpkg-deb", """
                mkdir -p "$3/usr/lib"
                touch "$3"/usr/lib/lib{jemalloc.so.2,mimalloc.so.2,mimalloc.so.3,tcmalloc_minimal.so.4}
                touch "$3"/usr/lib/lib{tbbmalloc.so.2,tbbmalloc_proxy.so.2,clang_rt.scudo_standalone-$(uname -m).so}
                for package in libjemalloc2 libmimalloc2.0 libmimalloc3 libtcmalloc-minimal4 libtbbmalloc2 libclang-rt-14-dev; do
                    mkdir -p "$3/usr/share/doc/$package"
                    touch "$3/usr/share/doc/$package/copyright"
                done
                """);

        String out = bash("bash " + scripts.resolve("gather.sh") + " --update-lock 2>&1 || echo ended with $?");

        assertThat(out.lines())
                .containsExactly(
                        "jemalloc: libjemalloc2 1.0",
                        "mimalloc2 is missing: suite bookworm has no package libmimalloc2.0.",
                        "mimalloc3 is missing: suite forky has no package libmimalloc3.",
                        "tcmalloc is missing: suite bookworm has no package libtcmalloc-minimal4.",
                        "tbbmalloc is missing: suite bookworm has no package libtbbmalloc2.",
                        "scudo is missing: suite bookworm has no package libclang-rt-14-dev.",
                        "The lock is left as it was, because 5 of 6 are missing.",
                        "ended with 1");
        assertThat(scripts.resolve("allocators.lock")).hasContent("# none yet");
    }

    @Test
    void theArchiveIsFoundInALongListOfSources() throws Exception {
        tool("apt-get", """
                echo "http://archive.example/debian bookworm main [Debian] [Debian]"
                for ((i = 0; i < 20000; i++)); do
                    echo "http://archive.example/debian bookworm contrib [Debian] [Debian]"
                done
                """);

        assertThat(bash("set -euo pipefail; source " + scripts.resolve("debian.sh") + "; debian_archive"))
                .isEqualTo("http://archive.example/debian\n");
    }

    private void tool(String name, String script) throws IOException {
        Path tool = Files.writeString(tools.resolve(name), "#!/usr/bin/env bash\nset -e\n" + script);
        assertThat(tool.toFile().setExecutable(true)).isTrue();
    }

    private String bash(String command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command);
        builder.environment().put("PATH", tools + ":" + System.getenv("PATH"));
        builder.environment().put("XDG_CACHE_HOME", temp.resolve("cache").toString());
        builder.environment().remove("EBB_ARCHIVE");
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return out;
    }
}
