// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An allocator as a run used it. A text is empty where nothing is known.
 *
 * @param id entry of the catalog, or the path of a library
 * @param version of the library; for the glibc entries that of the machine's C library
 * @param origin of its libraries: libc, bundled, system or path
 * @param packaged name and version of the package that it came from
 * @param sha256 of each library
 * @param settings environment variables, and when it is asked to release memory
 * @param unproven settings that nothing shows the library to heed
 * @param calls that make it give back memory; absent where it has none, or no fork has reported yet
 * @param notes what forks have found that is not as it looks, a sentence each; absent where there is nothing
 */
public record UsedAllocator(
        String id,
        String family,
        String version,
        String origin,
        List<String> libraries,
        List<String> sha256,
        String packaged,
        Map<String, String> settings,
        List<String> unproven,
        @Nullable Calls calls,
        @Nullable List<String> notes) {
    private static final String UNKNOWN_FAMILY = "unknown";

    private static final String NO_VERSION = "-";

    /**
     * As the shim names them.
     *
     * @param outside what any thread can call, for all of them
     * @param owner what a thread calls to release what it holds itself
     */
    public record Calls(String outside, String owner) {}

    /** A setting that is no variable: seconds between the release calls of the fork's release thread. */
    public static final String RELEASE_INTERVAL = "release-interval";

    /** Likewise: which call each worker of the load makes as it goes to sleep. */
    public static final String RELEASE_ON_PARK = "release-on-park";

    /** Likewise: whether a thread of the fork makes one release call when a burst is over. */
    public static final String RELEASE_AFTER_BURST = "release-after-burst";

    /** One of which forks have found nothing that is not as it looks. */
    public UsedAllocator(
            String id,
            String family,
            String version,
            String origin,
            List<String> libraries,
            List<String> sha256,
            String packaged,
            Map<String, String> settings,
            List<String> unproven,
            @Nullable Calls calls) {
        this(id, family, version, origin, libraries, sha256, packaged, settings, unproven, calls, null);
    }

    /** One that the run says nothing about. */
    public static UsedAllocator unknown(String id) {
        return new UsedAllocator(id, "", "", "", List.of(), List.of(), "", Map.of(), List.of(), null);
    }

    /** The settings as {@code K=V}. */
    public List<String> settingsList() {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .toList();
    }

    /** Empty where no fork has told it, and no package does. */
    public String knownVersion() {
        return version.equals(NO_VERSION) ? "" : version;
    }

    /** All of its notes; none where there are none. */
    public List<String> notesList() {
        return notes == null ? List.of() : notes;
    }

    /** This with these notes alone. */
    public UsedAllocator noting(List<String> found) {
        return new UsedAllocator(
                id,
                family,
                version,
                origin,
                libraries,
                sha256,
                packaged,
                settings,
                unproven,
                calls,
                found.isEmpty() ? null : found);
    }

    /** This with the notes of the same allocator in another part of the run. */
    UsedAllocator and(UsedAllocator other) {
        return noting(Stream.concat(notesList().stream(), other.notesList().stream())
                .distinct()
                .toList());
    }

    /** This, with what a fork has proven it to be. What the catalog says stays: the fork was checked against that. */
    public UsedAllocator proven(
            String itsFamily, String itsVersion, List<String> unprovenSettings, @Nullable Calls itsCalls) {
        return new UsedAllocator(
                id,
                family.equals(UNKNOWN_FAMILY) ? itsFamily : family,
                knownVersion().isEmpty() && !itsVersion.isEmpty() ? itsVersion : version,
                origin,
                libraries,
                sha256,
                packaged,
                settings,
                unprovenSettings,
                itsCalls,
                notes);
    }

    /** This with the libraries' names instead of their paths. */
    UsedAllocator portable() {
        List<String> names = libraries.stream().map(Environment::fileName).toList();
        return new UsedAllocator(
                id, family, version, origin, names, sha256, packaged, settings, unproven, calls, notes);
    }
}
