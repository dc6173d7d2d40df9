// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import ebb.base.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibrariesTest {
    private static final ElfFile JVM =
            new ElfFile(64, ByteOrder.LITTLE_ENDIAN, 62, false, "", List.of(), Map.of(), Set.of(), Set.of());

    @TempDir
    Path folder;

    private final Map<String, Path> system = new HashMap<>();
    private final Map<String, byte[]> bundled = new HashMap<>();

    @BeforeEach
    void aSystemWithACLibrary() throws IOException {
        folder = folder.toRealPath();
        ByteBuffer libc =
                ElfBytes.sharedObject().putInt(0x294, 21).putInt(0x2b0, 31).putShort(0x282, (short) 0);
        system.put("libc.so.6", ElfBytes.write(libc, folder.resolve("libc.so.6")));
        system.put("libm.so.6", system.get("libc.so.6"));
    }

    @Test
    void theCLibraryIsTheSystems() {
        Resolved glibc = libraries().find(allocator("glibc"));
        assertThat(glibc.available()).isTrue();
        assertThat(glibc.version()).isEqualTo("2.34");
        assertThat(glibc.origin()).contains(Resolved.Origin.LIBC);
        assertThat(glibc.libraries()).containsExactly(folder.resolve("libc.so.6"));
        assertThat(glibc.preload()).isEmpty();
    }

    @Test
    void aSystemWithoutGlibcHasNone() {
        system.remove("libc.so.6");
        assertThat(libraries().find(allocator("glibc")).whyNot()).contains("the C library of this system is not glibc");
    }

    @Test
    void aPathIsTakenAsItIsButForLinks() throws IOException {
        Path file = ElfBytes.write(ElfBytes.sharedObject(), folder.resolve("mine.so.1.2"));
        Path link = Files.createSymbolicLink(folder.resolve("mine.so"), file);
        Resolved mine = libraries().find(allocator("mine", link.toString()));
        assertThat(mine.available()).isTrue();
        assertThat(mine.origin()).contains(Resolved.Origin.USER);
        assertThat(mine.preload()).containsExactly(file);
        assertThat(mine.version()).isEqualTo("-");
    }

    @Test
    void aPathToNothingIsNotAvailable() {
        assertThat(libraries().find(allocator("mine", folder + "/none.so")).whyNot())
                .contains("cannot read " + folder + "/none.so: there is no such file");
    }

    @Test
    void theBundledLibraryIsBeforeTheSystems() throws IOException {
        bundle(ElfBytes.sharedObject());
        install(ElfBytes.sharedObject());
        Resolved found = libraries().find(allocator("x", "libx.so.2"));
        assertThat(found.available()).isTrue();
        assertThat(found.origin()).contains(Resolved.Origin.BUNDLED);
        assertThat(found.version()).isEqualTo("3.6.0");
        assertThat(found.packaged()).isEqualTo("libx2 3.6.0+ds-1 (forky)");
        assertThat(found.preload().get(0).toString())
                .startsWith(folder + "/cache/")
                .endsWith("/libx.so.2");
    }

    @Test
    void theSystemsIsTakenWhereTheBundledOneCannotBeLoaded() throws IOException {
        bundle(ElfBytes.text(ElfBytes.sharedObject(), ElfBytes.NEWEST_GLIBC, "GLIBC_2.41"));
        Path installed = install(ElfBytes.sharedObject());
        Resolved found = libraries().find(allocator("x", "libx.so.2"));
        assertThat(found.origin()).contains(Resolved.Origin.SYSTEM);
        assertThat(found.preload()).containsExactly(installed);
    }

    @Test
    void theReasonIsTheBundledOnes() throws IOException {
        bundle(ElfBytes.text(ElfBytes.sharedObject(), ElfBytes.NEWEST_GLIBC, "GLIBC_2.41"));
        assertThat(libraries().find(allocator("x", "libx.so.2")).whyNot().orElseThrow())
                .endsWith("/libx.so.2 needs glibc 2.41, and this system has 2.34");
    }

    @Test
    void whatIsNowhereSaysWhatTheBuildSaid() {
        bundled.put("index.toml", "missing = ['x: no network']".getBytes(StandardCharsets.UTF_8));
        Resolved found = libraries().find(allocator("x-purge", "libx.so.2"));
        assertThat(found.whyNot())
                .contains("libx.so.2 is neither in benchmarks.jar (no network) nor in the system's library folders");
        assertThatThrownBy(() -> found.orThrow(false))
                .isInstanceOf(EbbException.class)
                .hasMessage("Allocator x-purge is not available: libx.so.2 is neither in benchmarks.jar (no network)"
                        + " nor in the system's library folders.");
    }

    @Test
    void allOfSeveralLibrariesMustBeThere() throws IOException {
        install(ElfBytes.sharedObject());
        assertThat(libraries()
                        .find(allocator("x", "libx.so.2", "libx_proxy.so.2"))
                        .whyNot())
                .contains("libx_proxy.so.2 is neither in benchmarks.jar nor in the system's library folders");
    }

    private Path install(ByteBuffer bytes) throws IOException {
        Path file = ElfBytes.write(bytes, folder.resolve("libx.so.2"));
        system.put("libx.so.2", file);
        return file;
    }

    private void bundle(ByteBuffer bytes) {
        String index = """
                missing = []
                [[library]]
                file = "libx.so.2"
                package = "libx2"
                version = "3.6.0+ds-1"
                suite = "forky"
                sha256 = "%s"
                copyright = "libx2.copyright"
                """.formatted(Sha256.of(bytes.array()));
        bundled.put("index.toml", index.getBytes(StandardCharsets.UTF_8));
        bundled.put("libx.so.2", bytes.array());
    }

    private Libraries libraries() {
        Bundle bundle = new Bundle(name -> Optional.ofNullable(bundled.get(name)), folder.resolve("cache"));
        return new Libraries(
                bundle,
                new Host(JVM, name -> Optional.ofNullable(system.get(name))),
                name -> Optional.ofNullable(system.get(name)));
    }

    private static Allocator allocator(String id, String... libraries) {
        return new Allocator(
                id,
                Family.UNKNOWN,
                List.of(libraries),
                Map.of(),
                Map.of(),
                Releases.NONE,
                Optional.empty(),
                "",
                true,
                Optional.empty());
    }
}
