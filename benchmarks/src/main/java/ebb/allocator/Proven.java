// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.Printable;
import ebb.base.WholeFile;
import ebb.results.UsedAllocator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a fork has found its allocator to be, which the host does not know: all that comes back from a fork besides JMH's
 * results. A file of lines "key=value" that is kept with the fork's result.
 *
 * @param family from the shim
 * @param version from the library; empty where it gives none
 * @param release the call by which any thread makes it give memory back, as the shim names it; empty where there is none
 * @param ownerRelease the call by which a thread gives back what it holds itself
 * @param unproven settings of the environment that nothing shows the library to heed
 * @param notes what is not as it looks, a sentence each
 * @param gone processes of a service that ended before their allocator could be proven
 */
public record Proven(
        String family,
        String version,
        String release,
        String ownerRelease,
        List<String> unproven,
        List<String> notes,
        int gone) {
    private static final String UNPROVEN = "unproven";
    private static final String NOTE = "note";
    private static final String GONE = "gone";

    /** @param identity the shim's facts */
    static Proven of(Map<String, String> identity, List<String> unproven) {
        return of(identity, unproven, List.of(), 0);
    }

    private static Proven of(Map<String, String> identity, List<String> unproven, List<String> notes, int gone) {
        return new Proven(
                identity.getOrDefault("family", Family.UNKNOWN.toString()),
                identity.getOrDefault("version", ""),
                identity.getOrDefault("release", ""),
                identity.getOrDefault("release.owner", ""),
                unproven,
                notes,
                gone);
    }

    /** @throws ebb.base.EbbException where it cannot be read */
    public static Proven read(Path file) {
        Map<String, String> facts = new LinkedHashMap<>();
        List<String> unproven = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        WholeFile.read(file).lines().forEach(line -> {
            String key = line.substring(0, Math.max(0, line.indexOf('=')));
            String value = line.substring(line.indexOf('=') + 1);
            switch (key) {
                case UNPROVEN -> unproven.add(value);
                case NOTE -> notes.add(value);
                default -> facts.put(key, value);
            }
        });
        String gone = facts.getOrDefault(GONE, "");
        return of(facts, unproven, notes, gone.matches("\\d{1,9}") ? Integer.parseInt(gone) : 0);
    }

    /** This of a service, with what was found of its processes. */
    public Proven noting(List<String> found, int ended) {
        return new Proven(family, version, release, ownerRelease, unproven, found, ended);
    }

    /** This, with the notes of another fork on the same allocator, and its processes. */
    public Proven and(Proven other) {
        return noting(
                Stream.concat(notes.stream(), other.notes.stream()).distinct().toList(), gone + other.gone);
    }

    /** The allocator, with what was proven. */
    public UsedAllocator tell(UsedAllocator allocator) {
        List<String> all = new ArrayList<>(notes);
        if (gone > 0) { // without their number, which the sentences of several shards could not add up
            all.add("Processes of the service ended before it could be proven what they ran on.");
        }
        return allocator
                .proven(
                        family,
                        version,
                        unproven,
                        release.isEmpty() ? null : new UsedAllocator.Calls(release, ownerRelease))
                .noting(all);
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
        notes.forEach(note ->
                text.append(NOTE).append('=').append(Printable.line(note)).append('\n'));
        text.append(GONE).append('=').append(gone).append('\n');
        WholeFile.write(file, text.toString(), "make the run folder writable for the forks");
    }
}
