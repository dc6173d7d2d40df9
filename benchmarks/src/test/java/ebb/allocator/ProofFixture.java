// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a fork tells of itself, as the shim and the kernel write it, and what it was assigned. */
abstract class ProofFixture {
    static final List<String> STEMS = List.of("libjemalloc.so", "libmimalloc.so", "libtbbmalloc.so");
    static final String LIBC = "/usr/lib/x86_64-linux-gnu/libc.so.6";
    static final String JEMALLOC = "/c/libjemalloc.so.2";

    final Map<String, String> environment = new TreeMap<>(Map.of("PATH", "/bin", "LD_PRELOAD", JEMALLOC));
    final Map<String, String> expect = new TreeMap<>();
    final Map<String, String> wanted = new TreeMap<>();
    Releases releases = Releases.NONE;
    final Optional<String> prefix = Optional.empty();

    static void refused(ForkAssignment assignment, Proof.Evidence evidence, String message) {
        assertThatThrownBy(() -> Proof.check(assignment, evidence))
                .isInstanceOf(EbbException.class)
                .hasMessage(message);
    }

    ForkAssignment assignment(String family, String libraries) {
        List<Path> paths = libraries.isEmpty()
                ? List.of()
                : List.of(libraries.split(":")).stream().map(Path::of).toList();
        return new ForkAssignment(
                Path.of("/run"),
                1,
                List.of(),
                Path.of("/runs/x/1.proof"),
                family + "-x",
                Family.of(family).orElseThrow(),
                paths,
                wanted,
                expect,
                releases,
                prefix,
                STEMS);
    }

    Proof.Evidence evidence(Map<String, String> identity, String files) {
        return new Proof.Evidence(
                Proof.Place.HERE, identity, mapped(files), environment, List.of("java", "GC Thread#0"));
    }

    static MappedFiles mapped(String files) {
        return MappedFiles.parse(files.lines()
                .map(file -> "7f1a3a400000-7f1a3a426000 r-xp 00000000 fe:01 2884100                    " + file)
                .collect(Collectors.joining("\n")));
    }

    /** The shim's text for a library that owns everything. */
    static Map<String, String> identity(String owner, String family, String more) {
        String text = """
                malloc=%1$s
                free=%1$s
                calloc=%1$s
                realloc=%1$s
                aligned_alloc=%1$s
                posix_memalign=%1$s
                family=%2$s
                %3$s
                """.formatted(owner, family, more);
        Map<String, String> identity = new TreeMap<>();
        text.lines().filter(line -> line.contains("=")).forEach(line -> {
            int equals = line.indexOf('=');
            identity.put(line.substring(0, equals), line.substring(equals + 1));
        });
        return identity;
    }
}
