// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.EbbException;
import ebb.base.Sha256;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An allocator and its files on this machine.
 *
 * @param allocator the catalog's entry
 * @param libraries real paths of the files that hold malloc; empty where none was found
 * @param origin empty where none was found
 * @param version the library's own, or {@code -} where it is not known without running it
 * @param packaged package, package version and suite of a bundled library, else empty
 * @param whyNot why no fork can run on it, to follow the allocator's name and a colon; empty when one can
 */
public record Resolved(
        Allocator allocator,
        List<Path> libraries,
        Optional<Origin> origin,
        String version,
        String packaged,
        Optional<String> whyNot) {

    /** Where an allocator's library is from. */
    public enum Origin {
        /** The C library of this system: nothing is preloaded. */
        LIBC,
        /** A path that the user gave. */
        USER,
        /** In benchmarks.jar. */
        BUNDLED,
        /** The system's library folders. */
        SYSTEM,
        /** The program of a service: nothing is preloaded. */
        LINKED;

        /** In lower case, as it is printed. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An unknown version. */
    public static final String NO_VERSION = "-";

    public Resolved {
        libraries = List.copyOf(libraries);
    }

    /** The version of this machine's glibc, on which every fork runs; empty for another C library. */
    public static Optional<String> glibcVersion() {
        return Host.here().glibcVersion();
    }

    public boolean available() {
        return whyNot.isEmpty();
    }

    /** What LD_PRELOAD gets, in order: nothing for the C library. */
    public List<Path> preload() {
        return origin.equals(Optional.of(Origin.LIBC)) ? List.of() : libraries;
    }

    /** SHA-256 of each of {@link #libraries}, in hexadecimal. */
    public List<String> sha256() {
        return libraries.stream().map(Sha256::of).toList();
    }

    /**
     * This, when a fork can run on it.
     *
     * @param service whether the fork runs a service, whose program may have an allocator linked in
     * @throws EbbException with the reason otherwise
     */
    public Resolved orThrow(boolean service) {
        if (!service && origin.equals(Optional.of(Origin.LINKED))) {
            throw new EbbException("Allocator " + allocator.id() + " has a 'prefix': it is linked into the program of a"
                    + " service, so only the benchmark Service can run on it.");
        }
        if (whyNot.isPresent()) {
            throw new EbbException("Allocator " + allocator.id() + " is not available: " + whyNot.get() + ".");
        }
        return this;
    }
}
