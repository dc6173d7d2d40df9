// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.WholeFile;
import ebb.results.UsedAllocator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a fork has found its allocator to be, which the host does not know: all that comes back from a fork besides JMH's
 * results. A file of lines "key=value" that is kept with the fork's result.
 *
 * @param family from the shim
 * @param version from the library; empty where it gives none
 * @param release the call by which any thread makes it give memory back, as the shim names it; empty where there is none
 * @param ownerRelease the call by which a thread gives back what it holds itself
 * @param unproven settings of the environment that nothing shows the library to heed
 */
public record Proven(String family, String version, String release, String ownerRelease, List<String> unproven) {
    private static final String UNPROVEN = "unproven";

    /** @param identity the shim's facts */
    static Proven of(Map<String, String> identity, List<String> unproven) {
        return new Proven(
                identity.getOrDefault("family", Family.UNKNOWN.toString()),
                identity.getOrDefault("version", ""),
                identity.getOrDefault("release", ""),
                identity.getOrDefault("release.owner", ""),
                unproven);
    }

    /** @throws ebb.base.EbbException where it cannot be read */
    public static Proven read(Path file) {
        Map<String, String> facts = new LinkedHashMap<>();
        List<String> unproven = new ArrayList<>();
        WholeFile.read(file).lines().forEach(line -> {
            String key = line.substring(0, Math.max(0, line.indexOf('=')));
            String value = line.substring(line.indexOf('=') + 1);
            if (key.equals(UNPROVEN)) {
                unproven.add(value);
            } else {
                facts.put(key, value);
            }
        });
        return of(facts, unproven);
    }

    /** The allocator, with what was proven. */
    public UsedAllocator tell(UsedAllocator allocator) {
        return allocator.proven(
                family, version, unproven, release.isEmpty() ? null : new UsedAllocator.Calls(release, ownerRelease));
    }

    /** @throws ebb.base.EbbException where it cannot be written */
    public void write(Path file) {
        StringBuilder text = new StringBuilder();
        text.append("family=").append(family);
        text.append("\nversion=").append(version);
        text.append("\nrelease=").append(release);
        text.append("\nrelease.owner=").append(ownerRelease).append('\n');
        unproven.forEach(
                setting -> text.append(UNPROVEN).append('=').append(setting).append('\n'));
        WholeFile.write(file, text.toString(), "make the run folder writable for the forks");
    }
}
