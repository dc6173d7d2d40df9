// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An allocator as a run had it. Where nothing is known, a text is empty.
 *
 * @param id entry of the catalog, or the path of a library
 * @param version of the library; the glibc entries' is that of the machine's C library
 * @param origin where its libraries are from: libc, bundled, system or path
 * @param packaged name and version of the package that it came from
 * @param sha256 of each library
 * @param settings variables of the environment, and the release interval
 * @param unproven settings of which nothing shows that the library heeds them
 * @param calls that make it give back memory; absent where it has none, or no fork has told yet
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
        @Nullable Calls calls) {
    /** Where the catalog does not tell. */
    private static final String UNKNOWN_FAMILY = "unknown";

    private static final String NO_VERSION = "-";

    /**
     * As the shim names them.
     *
     * @param outside what any thread calls, for all of them
     * @param owner what a thread calls for what it holds itself
     */
    public record Calls(String outside, String owner) {}

    /** The setting that is no variable: seconds from one call of a release by a thread of the fork to the next. */
    public static final String RELEASE_INTERVAL = "release-interval";

    /** One that the run does not tell of. */
    public static UsedAllocator unknown(String id) {
        return new UsedAllocator(id, "", "", "", List.of(), List.of(), "", Map.of(), List.of(), null);
    }

    /** Seconds from one call of its release by a thread of the fork to the next; empty where there is no such thread. */
    public Optional<String> releaseInterval() {
        return Optional.ofNullable(settings.get(RELEASE_INTERVAL));
    }

    /** The settings as {@code K=V}. */
    public List<String> settingsList() {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .toList();
    }

    /** This, with what a fork has found it to be. What the catalog tells of it stays: the fork was held against that. */
    public UsedAllocator proven(
            String itsFamily, String itsVersion, List<String> unprovenSettings, @Nullable Calls itsCalls) {
        return new UsedAllocator(
                id,
                family.equals(UNKNOWN_FAMILY) ? itsFamily : family,
                version.equals(NO_VERSION) && !itsVersion.isEmpty() ? itsVersion : version,
                origin,
                libraries,
                sha256,
                packaged,
                settings,
                unprovenSettings,
                itsCalls);
    }

    /** This with the libraries' names instead of their paths. */
    UsedAllocator portable() {
        List<String> names = libraries.stream().map(Environment::fileName).toList();
        return new UsedAllocator(id, family, version, origin, names, sha256, packaged, settings, unproven, calls);
    }
}
