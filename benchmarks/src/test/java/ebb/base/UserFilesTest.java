// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserFilesTest {
    private static final int NOBODY = 65_534;

    @TempDir
    private Path temp;

    private Path folder;
    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        folder = Files.createDirectory(temp.toRealPath().resolve("folder"));
        file = Files.createFile(folder.resolve("file"));
        mode(folder, "rwx------");
        mode(file, "rw-r--r--");
    }

    @Test
    void theCacheIsTheUsers() {
        Path home = Path.of(System.getProperty("user.home"), ".cache/ebb");
        assertThat(UserFiles.cacheFolder(Map.of())).isEqualTo(home);
        assertThat(UserFiles.cacheFolder(Map.of("XDG_CACHE_HOME", "relative"))).isEqualTo(home);
        assertThat(UserFiles.cacheFolder(Map.of("XDG_CACHE_HOME", "/var/c"))).isEqualTo(Path.of("/var/c/ebb"));
    }

    @Test
    void aFileOfTheUserAloneIsNotExposed() throws IOException {
        assertThat(UserFiles.isMine(file)).isTrue();
        assertThat(UserFiles.exposure(file)).isEmpty();
    }

    @Test
    void aFileThatOthersWriteToIsExposed() throws IOException {
        mode(file, "rw-r--rw-");
        assertThat(UserFiles.exposure(file)).contains("other users can write to " + file);
    }

    @Test
    void aFileBelowAFolderThatOthersWriteToIsExposed() throws IOException {
        Path below =
                Files.createFile(Files.createDirectory(folder.resolve("inner")).resolve("file"));
        mode(folder, "rwxr-xrwx");
        assertThat(UserFiles.exposure(below)).contains("other users can write to " + folder);
    }

    /** In it each can replace only their own. */
    @Test
    void aFolderWithTheStickyBitExposesNothing() throws IOException {
        Files.setAttribute(folder, "unix:mode", 01777);
        assertThat(UserFiles.exposure(file)).isEmpty();
        mode(file, "rw-rw-rw-");
        Files.setAttribute(file, "unix:mode", 01666);
        assertThat(UserFiles.exposure(file)).contains("other users can write to " + file);
    }

    /** The link could be made to name another file, though the file itself is safe. */
    @Test
    void aLinkIsAsSafeAsTheFolderThatItLiesIn() throws IOException {
        Path open = Files.createDirectory(temp.toRealPath().resolve("open"));
        Path link = Files.createSymbolicLink(open.resolve("link"), file);
        mode(open, "rwx------");
        assertThat(UserFiles.exposure(link)).isEmpty();
        mode(open, "rwxrwxrwx");
        assertThat(UserFiles.exposure(link)).contains("other users can write to " + open);
    }

    /** Only root can give files away. */
    @Test
    void aFileOfAnotherUserIsExposed() throws IOException {
        assumeThat((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).isZero();
        Files.setAttribute(folder, "unix:uid", NOBODY);
        assertThat(UserFiles.isMine(folder)).isFalse();
        assertThat(UserFiles.exposure(file)).contains(folder + " belongs to another user");
    }

    @Test
    void whatIsNotThereIsNobodys() {
        assertThat(UserFiles.isMine(folder.resolve("none"))).isFalse();
        assertThatThrownBy(() -> UserFiles.exposure(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    private static void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
