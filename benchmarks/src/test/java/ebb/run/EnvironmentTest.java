// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
    @Test
    void cpuAndHugePagesAreRead() {
        assertThat(Environment.cpu("processor\t: 0\nmodel name\t: A CPU @ 2.00GHz\nmodel name\t: other\n"))
                .isEqualTo("A CPU @ 2.00GHz");
        assertThat(Environment.chosen("always [madvise] never\n")).isEqualTo("madvise");
        assertThat(Environment.chosen("")).isEqualTo("unknown");
    }

    @Test
    void jsonHasWhatAResultDependsOn() {
        Environment environment = new Environment(
                "0.1.0",
                List.of("Burst", "-f", "2"),
                "A CPU",
                2,
                1024,
                512L,
                "6.1",
                "madvise",
                "OpenJDK 17",
                List.of(new Environment.Library(
                        "jemalloc-decay0",
                        "jemalloc",
                        "5.3.0",
                        "bundled",
                        List.of("/cache/libjemalloc.so.2"),
                        List.of("ab12"),
                        "libjemalloc2 5.3.0-1",
                        Map.of("MALLOC_CONF", "dirty_decay_ms:0"))));

        JsonObject json = JsonParser.parseString(new String(environment.json(), StandardCharsets.UTF_8))
                .getAsJsonObject();

        assertThat(json.keySet())
                .containsExactly(
                        "ebb",
                        "commandLine",
                        "cpu",
                        "cores",
                        "memory",
                        "memoryLimit",
                        "kernel",
                        "transparentHugePages",
                        "jdk",
                        "allocators");
        assertThat(json.getAsJsonArray("allocators").get(0))
                .hasToString("{\"id\":\"jemalloc-decay0\",\"family\":\"jemalloc\",\"version\":\"5.3.0\","
                        + "\"origin\":\"bundled\",\"libraries\":[\"/cache/libjemalloc.so.2\"],\"sha256\":[\"ab12\"],"
                        + "\"packaged\":\"libjemalloc2 5.3.0-1\",\"settings\":{\"MALLOC_CONF\":\"dirty_decay_ms:0\"}}");
    }
}
