// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.util.List;
import java.util.Map;

/** Environments with literal values, for tests. */
final class Environments {
    static final Environment.Library JEMALLOC = new Environment.Library(
            "jemalloc-decay0",
            "jemalloc",
            "5.3.0",
            "bundled",
            List.of("/cache/libjemalloc.so.2"),
            List.of("ab12"),
            "libjemalloc2 5.3.0-1",
            Map.of("MALLOC_CONF", "dirty_decay_ms:0"));

    private Environments() {}

    static Environment plain() {
        return warned(List.of("Beware."));
    }

    static Environment warned(List<String> warnings) {
        return of("c0ffee", "a-cpu-2c-8g-01234567", "OpenJDK 17", JEMALLOC, Map.of(), warnings);
    }

    static Environment of(
            String commit, String machine, String jdk, Environment.Library library, Map<String, String> inputs) {
        return of(commit, machine, jdk, library, inputs, List.of("Beware."));
    }

    private static Environment of(
            String commit,
            String machine,
            String jdk,
            Environment.Library library,
            Map<String, String> inputs,
            List<String> warnings) {
        return new Environment(
                "0.1.0",
                commit,
                List.of("Burst", "-f", "2"),
                machine,
                "rounds",
                42L,
                2,
                "A CPU",
                2,
                1024,
                512L,
                "6.1",
                "madvise",
                "performance",
                new Swap(100, 7),
                "glibc 2.36",
                jdk,
                List.of(library),
                inputs,
                0.25,
                null,
                0,
                warnings);
    }
}
