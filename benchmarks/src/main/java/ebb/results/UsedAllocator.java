// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import java.util.List;
import java.util.Map;

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
        List<String> unproven) {
    /** The settings as {@code K=V}. */
    public List<String> settingsList() {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .toList();
    }

    /** This with the libraries' names instead of their paths. */
    UsedAllocator portable() {
        List<String> names = libraries.stream().map(Environment::fileName).toList();
        return new UsedAllocator(id, family, version, origin, names, sha256, packaged, settings, unproven);
    }
}
