// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.EbbException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds an allocator's libraries: at the user's path, else in the jar, else on the system. What cannot be loaded on this
 * machine is not available, with the reason.
 */
final class Libraries {
    private final Bundle bundle;
    private final Host host;
    private final Loadable loadable;
    private final Function<String, Optional<Path>> system;

    /** @param system a library of the system's folders by its file name */
    Libraries(Bundle bundle, Host host, Function<String, Optional<Path>> system) {
        this.bundle = bundle;
        this.host = host;
        this.loadable = new Loadable(host);
        this.system = system;
    }

    static Libraries ofThisMachine() {
        return new Libraries(Bundle.ofThisMachine(), Host.here(), Host::inSystemFolders);
    }

    /** Unpacks bundled libraries and checks their hashes each time. */
    Resolved find(Allocator allocator) {
        if (allocator.prefix().isPresent()) {
            return new Resolved(
                    allocator,
                    List.of(),
                    Optional.of(Resolved.Origin.LINKED),
                    Resolved.NO_VERSION,
                    "",
                    Optional.empty());
        }
        if (allocator.libraries().isEmpty()) {
            return libc(allocator);
        }
        if (allocator.libraries().stream().anyMatch(name -> name.indexOf('/') >= 0)) {
            return user(allocator);
        }
        Resolved bundled = bundled(allocator);
        if (bundled.available()) {
            return bundled;
        }
        Resolved installed = installed(allocator);
        // Where both fail, what is wrong with the bundled library says more than that no other is installed.
        return installed.available() || bundled.origin().isEmpty() ? installed : bundled;
    }

    private Resolved libc(Allocator allocator) {
        Optional<String> version = host.glibcVersion();
        return new Resolved(
                allocator,
                host.libc().map(Libraries::real).stream().toList(),
                Optional.of(Resolved.Origin.LIBC),
                version.orElse(Resolved.NO_VERSION),
                "",
                version.isPresent() ? Optional.empty() : Optional.of("the C library of this system is not glibc"));
    }

    private Resolved user(Allocator allocator) {
        List<Path> paths = new ArrayList<>();
        for (String name : allocator.libraries()) {
            Optional<Path> path = name.indexOf('/') >= 0 ? Optional.of(Path.of(name)) : system.apply(name);
            if (path.isEmpty()) {
                return missing(allocator, name + " is not in the system's library folders");
            }
            paths.add(real(path.get()));
        }
        return checked(allocator, paths, Resolved.Origin.USER, Resolved.NO_VERSION, "");
    }

    private Resolved bundled(Allocator allocator) {
        List<Bundle.Library> found = allocator.libraries().stream()
                .map(bundle::find)
                .flatMap(Optional::stream)
                .toList();
        if (found.size() < allocator.libraries().size()) {
            return missing(allocator, "");
        }
        String version = found.get(0).upstreamVersion();
        String packaged =
                found.stream().map(Bundle.Library::packaged).distinct().collect(Collectors.joining(", "));
        try {
            List<Path> paths =
                    found.stream().map(bundle::unpack).map(Libraries::real).toList();
            return checked(allocator, paths, Resolved.Origin.BUNDLED, version, packaged);
        } catch (EbbException e) {
            return new Resolved(
                    allocator,
                    List.of(),
                    Optional.of(Resolved.Origin.BUNDLED),
                    version,
                    packaged,
                    Optional.ofNullable(e.getMessage()));
        }
    }

    private Resolved installed(Allocator allocator) {
        List<Path> paths = new ArrayList<>();
        for (String name : allocator.libraries()) {
            Optional<Path> path = system.apply(name);
            if (path.isEmpty()) {
                String reason = bundle.whyMissing(allocator.id())
                        .filter(text -> !text.isEmpty())
                        .map(text -> " (" + text + ")")
                        .orElse("");
                String beside = allocator
                        .source()
                        .map(file -> "; for a file beside " + file.getFileName() + " write ./" + name)
                        .orElse("");
                return missing(
                        allocator,
                        name + " is neither in benchmarks.jar" + reason + " nor in the system's library folders"
                                + beside);
            }
            paths.add(real(path.get()));
        }
        return checked(allocator, paths, Resolved.Origin.SYSTEM, Resolved.NO_VERSION, "");
    }

    private Resolved checked(
            Allocator allocator, List<Path> paths, Resolved.Origin origin, String version, String packaged) {
        return new Resolved(allocator, paths, Optional.of(origin), version, packaged, loadable.whyNot(paths));
    }

    private static Resolved missing(Allocator allocator, String whyNot) {
        return new Resolved(allocator, List.of(), Optional.empty(), Resolved.NO_VERSION, "", Optional.of(whyNot));
    }

    /** Without links: the kernel reports the file that owns malloc by its real path. */
    static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            // What reads the file says what is wrong with it.
            return Files.isSymbolicLink(path) ? path : path.toAbsolutePath().normalize();
        }
    }
}
