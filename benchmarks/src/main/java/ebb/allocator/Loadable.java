// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.EbbException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether ld.so can preload libraries on a machine. Where it cannot, it only warns and the fork runs on glibc; so this
 * looks first for what it would fail on: another architecture, missing libraries, symbol versions that these do not
 * define.
 */
final class Loadable {
    private final Host host;

    Loadable(Host host) {
        this.host = host;
    }

    /** The first reason why these cannot be preloaded together, in words without a full stop. */
    Optional<String> whyNot(List<Path> libraries) {
        try {
            for (Path library : libraries) {
                check(library, libraries);
            }
            return Optional.empty();
        } catch (EbbException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    private void check(Path library, List<Path> together) {
        if (library.toString().matches("(?s).*[\\s:].*")) {
            throw new EbbException(
                    "'" + library + "' has a space or a colon in it, which LD_PRELOAD cannot hold; use another folder");
        }
        ElfFile elf = ElfFile.read(library);
        if (!elf.fits(host.program())) {
            throw new EbbException(library + " is built for " + elf.architecture() + ", and this JVM for "
                    + host.program().architecture());
        }
        if (!elf.shared()) {
            throw new EbbException(library + " is an ELF file but not a shared library");
        }
        Map<String, ElfFile> found = new HashMap<>();
        for (String needed : elf.needed()) {
            find(needed, together).ifPresent(file -> found.put(needed, ElfFile.read(file)));
        }
        // glibc's version first: a user can act on that reason.
        if (found.containsKey(Host.LIBC)) {
            checkVersions(library, elf, Host.LIBC, found.get(Host.LIBC));
        }
        for (String needed : elf.needed()) {
            if (!found.containsKey(needed)) {
                throw new EbbException(library + " needs " + needed + ", which this system does not have");
            }
            checkVersions(library, elf, needed, found.get(needed));
        }
    }

    private Optional<Path> find(String name, List<Path> together) {
        return together.stream()
                .filter(path -> path.getFileName().toString().startsWith(name))
                .findFirst()
                .or(() -> host.libraries().apply(name));
    }

    private static void checkVersions(Path library, ElfFile elf, String needed, ElfFile provider) {
        Set<String> missing = new LinkedHashSet<>(elf.versionsNeeded().getOrDefault(needed, Set.of()));
        missing.removeAll(provider.versionsDefined());
        if (missing.isEmpty()) {
            return;
        }
        Optional<String> asked = Host.highestGlibc(missing);
        Optional<String> has = Host.highestGlibc(provider.versionsDefined());
        if (asked.isPresent() && has.isPresent()) {
            throw new EbbException(library + " needs glibc " + asked.get() + ", and this system has " + has.get());
        }
        throw new EbbException(library + " needs " + missing.iterator().next() + " of " + needed
                + ", which this system's " + needed + " is too old for");
    }
}
