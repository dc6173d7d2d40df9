// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {
    /** SHA-256 of the three letters abc, as FIPS 180-2 gives it. */
    private static final String SHA_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static final String INDEX = """
            missing = ["mimalloc3: the archive could not be reached", "scudo: no such package"]

            [[library]]
            file = "libabc.so.2"
            package = "libabc2"
            version = "1:2.0.9+ds-2+deb12u1"
            suite = "bookworm"
            sha256 = "%s"
            copyright = "libabc2.copyright"
            """.formatted(SHA_OF_ABC);

    @TempDir
    Path cache;

    @Test
    void unpacksBelowTheHash() throws IOException {
        Path unpacked = unpack(bundle("abc"));
        assertThat(unpacked).isEqualTo(cache.resolve("ba7816bf8f01cfea/libabc.so.2"));
        assertThat(unpacked).hasContent("abc");
        try (var files = Files.list(unpacked.getParent())) {
            assertThat(files).containsExactly(unpacked);
        }
    }

    @Test
    void repairsWhatWasChanged() throws IOException {
        Path unpacked = unpack(bundle("abc"));
        Files.writeString(unpacked, "abd");
        assertThat(unpack(bundle("abc"))).hasContent("abc");
    }

    @Test
    void usesWhatIsThere() throws IOException {
        Path unpacked = unpack(bundle("abc"));
        var before = Files.readAttributes(unpacked, BasicFileAttributes.class);
        unpack(bundle("abc"));
        var after = Files.readAttributes(unpacked, BasicFileAttributes.class);
        assertThat(after.fileKey()).isEqualTo(before.fileKey());
    }

    @Test
    void refusesALibraryThatIsNotWhatTheIndexSays() {
        assertThatThrownBy(() -> unpack(bundle("abd")))
                .isInstanceOf(EbbException.class)
                .hasMessage("libabc.so.2 in benchmarks.jar is not what its index says; build or download it again");
        assertThat(cache).isEmptyDirectory();
    }

    @Test
    void aCacheThatCannotBeWrittenIsAnError() throws IOException {
        Files.writeString(cache.resolve("ba7816bf8f01cfea"), "in the way");
        assertThatThrownBy(() -> unpack(bundle("abc")))
                .isInstanceOf(EbbException.class)
                .hasMessage("cannot unpack libabc.so.2 to " + cache.resolve("ba7816bf8f01cfea")
                        + ": something else of that name exists; set XDG_CACHE_HOME to a folder that you can write to");
    }

    @Test
    void theVersionIsTheDevelopersAndThePackageIsNamed() {
        Bundle.Library library = bundle("abc").find("libabc.so.2").orElseThrow();
        assertThat(library.upstreamVersion()).isEqualTo("2.0.9");
        assertThat(library.packaged()).isEqualTo("libabc2 1:2.0.9+ds-2+deb12u1 (bookworm)");
        assertThat(new Bundle.Library("f", "p", "5.3.0-1", "s", "h").upstreamVersion())
                .isEqualTo("5.3.0");
        assertThat(new Bundle.Library("f", "p", "2.10~rc1-3", "s", "h").upstreamVersion())
                .isEqualTo("2.10");
        assertThat(new Bundle.Library("f", "p", "14", "s", "h").upstreamVersion())
                .isEqualTo("14");
    }

    @Test
    void tellsWhyTheBuildLeftOneOut() {
        Bundle bundle = bundle("abc");
        assertThat(bundle.whyMissing("mimalloc3")).contains("the archive could not be reached");
        assertThat(bundle.whyMissing("mimalloc3-purge")).contains("the archive could not be reached");
        assertThat(bundle.whyMissing("mimalloc")).isEmpty();
    }

    @Test
    void aJarWithoutBundleHasNone() {
        Bundle empty = new Bundle(name -> Optional.empty(), cache);
        assertThat(empty.find("libabc.so.2")).isEmpty();
        assertThat(empty.whyMissing("mimalloc3")).isEmpty();
    }

    @Test
    void whatAnotherUserCouldReplaceIsNotPreloaded() throws IOException {
        Bundle bundle = bundle("abc");
        Path library = unpack(bundle);
        Path folder = library.getParent();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(() -> unpack(bundle))
                .isInstanceOf(EbbException.class)
                .hasMessage("another user could replace libabc.so.2, which forks preload: other users can write to "
                        + folder + "; set XDG_CACHE_HOME to a folder that is yours alone");

        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        assertThat(unpack(bundle)).isEqualTo(library);
    }

    private Path unpack(Bundle bundle) {
        return bundle.unpack(bundle.find("libabc.so.2").orElseThrow());
    }

    private Bundle bundle(String content) {
        Map<String, String> files = Map.of("index.toml", INDEX, "libabc.so.2", content);
        return new Bundle(
                name -> Optional.ofNullable(files.get(name)).map(text -> text.getBytes(StandardCharsets.UTF_8)), cache);
    }
}
