// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.EbbException;
import ebb.base.Problem;
import ebb.base.Sha256;
import ebb.base.TomlEntry;
import ebb.base.TomlFile;
import ebb.base.UserFiles;
import ebb.base.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The libraries in benchmarks.jar. ld.so needs files, so they are unpacked into the user's cache, each in a folder named
 * after its hash: versions of Ebb do not disturb each other, and an existing file is used again after its hash was checked.
 */
final class Bundle {
    private static final String INDEX = "index.toml";
    private static final int HASH_PREFIX = 16;
    private static final FileAttribute<?> OF_THE_USER_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /**
     * One library in the bundle.
     *
     * @param file its name there, and once unpacked
     * @param version the package's
     */
    record Library(String file, String packageName, String version, String suite, String sha256) {
        /** Without Debian's epoch, repacking and revision: {@code 1:2.0.9+ds-2} becomes {@code 2.0.9}. */
        String upstreamVersion() {
            return version.replaceFirst("^[0-9]+:", "")
                    .replaceFirst("-[^-]*$", "")
                    .replaceFirst("[+~].*$", "");
        }

        String packaged() {
            return packageName + " " + version + " (" + suite + ")";
        }
    }

    private final Function<String, Optional<byte[]>> files;
    private final Path cache;
    private final Map<String, Library> libraries = new LinkedHashMap<>();
    private final List<String> missing;

    /**
     * @param files content of the index and of the libraries by their names; without an index the bundle is empty
     * @param cache where libraries are unpacked
     */
    Bundle(Function<String, Optional<byte[]>> files, Path cache) {
        this.files = files;
        this.cache = cache;
        Optional<byte[]> index = files.apply(INDEX);
        if (index.isEmpty()) {
            missing = List.of();
            return;
        }
        TomlFile toml = TomlFile.parse(INDEX + " in benchmarks.jar", new String(index.get(), StandardCharsets.UTF_8));
        missing = toml.top().texts("missing");
        for (TomlEntry entry : toml.entries("library")) {
            Library library = new Library(
                    entry.text("file"),
                    entry.text("package"),
                    entry.text("version"),
                    entry.text("suite"),
                    entry.text("sha256"));
            libraries.put(library.file(), library);
        }
    }

    static Bundle ofThisMachine() {
        String folder = "/ebb/bundle/" + Host.jarFolder() + "/";
        return new Bundle(
                name -> resource(folder + name),
                UserFiles.cacheFolder(System.getenv()).resolve("allocators"));
    }

    private static Optional<byte[]> resource(String path) {
        try (InputStream in = Bundle.class.getResourceAsStream(path)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new EbbException("Cannot read " + path + " in benchmarks.jar: " + Problem.of(e) + ".");
        }
    }

    Optional<Library> find(String file) {
        return Optional.ofNullable(libraries.get(file));
    }

    /** Why the build left it out: the reason it recorded for the name with which the allocator's id begins. */
    Optional<String> whyMissing(String id) {
        for (String line : missing) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? line : line.substring(0, colon);
            if (id.equals(name) || id.startsWith(name + "-")) {
                return Optional.of(colon < 0 ? "" : line.substring(colon + 1).strip());
            }
        }
        return Optional.empty();
    }

    /**
     * The library as a file with the right content.
     *
     * @throws EbbException when it cannot be written
     */
    Path unpack(Library library) {
        return unpack(
                cache,
                library.file(),
                library.sha256(),
                () -> files.apply(library.file())
                        .filter(bytes -> Sha256.of(bytes).equals(library.sha256()))
                        .orElseThrow(() -> new EbbException(library.file()
                                + " in benchmarks.jar is not what its index says; build or download it again")));
    }

    private static Path unpack(Path cache, String file, String sha256, Supplier<byte[]> content) {
        Path target = cache.resolve(sha256.substring(0, HASH_PREFIX)).resolve(file);
        try {
            if (!Files.isRegularFile(target) || !Sha256.of(target).equals(sha256)) {
                byte[] bytes = content.get();
                Files.createDirectories(target.getParent(), OF_THE_USER_ALONE);
                WholeFile.write(target, bytes); // another run may be reading or writing the same one
            }
            // What was hashed is what is preloaded, as long as nobody else can put something in its place.
            Optional<String> exposure = UserFiles.exposure(target);
            if (exposure.isEmpty()) {
                return target;
            }
            throw new EbbException("another user could replace " + file + ", which forks preload: " + exposure.get()
                    + "; set XDG_CACHE_HOME to a folder that is yours alone");
        } catch (IOException e) {
            throw new EbbException("cannot unpack " + file + " to " + target.getParent() + ": " + Problem.of(e)
                    + "; set XDG_CACHE_HOME to a folder that you can write to");
        }
    }

    /**
     * A file that the build of the shim has put beside it in the jar, such as the agent.
     *
     * @throws EbbException when it is not there, or cannot be unpacked
     */
    static Path beside(String file) {
        String path = "/" + Host.jarFolder() + "/" + file;
        byte[] content = resource(path)
                .orElseThrow(
                        () -> new EbbException(path + " is missing in benchmarks.jar; build or download it again."));
        return unpack(
                UserFiles.cacheFolder(System.getenv()).resolve("allocators"), file, Sha256.of(content), () -> content);
    }
}
