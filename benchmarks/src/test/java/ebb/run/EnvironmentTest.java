// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import ebb.base.EbbException;
import ebb.base.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {
    @TempDir
    private Path temp;

    @Test
    void jsonHasWhatAResultDependsOn() {
        JsonObject json = json(Environments.plain().ended(1.5));

        assertThat(json.keySet())
                .containsExactly(
                        "ebb",
                        "commit",
                        "commandLine",
                        "machine",
                        "order",
                        "seed",
                        "forks",
                        "cpu",
                        "cores",
                        "memory",
                        "memoryLimit",
                        "kernel",
                        "transparentHugePages",
                        "governor",
                        "swap",
                        "libc",
                        "jdk",
                        "allocators",
                        "inputs",
                        "loadBefore",
                        "loadAfter",
                        "resumed",
                        "warnings");
        assertThat(json.get("swap")).hasToString("{\"total\":100,\"used\":7}");
        assertThat(json.get("loadAfter").getAsDouble()).isEqualTo(1.5);
        assertThat(json.getAsJsonArray("allocators").get(0))
                .hasToString("{\"id\":\"jemalloc-decay0\",\"family\":\"jemalloc\",\"version\":\"5.3.0\","
                        + "\"origin\":\"bundled\",\"libraries\":[\"/cache/libjemalloc.so.2\"],\"sha256\":[\"ab12\"],"
                        + "\"packaged\":\"libjemalloc2 5.3.0-1\",\"settings\":{\"MALLOC_CONF\":\"dirty_decay_ms:0\"}}");
    }

    @Test
    void whatIsNotThereIsAbsent() {
        assertThat(json(Environments.plain()).keySet()).doesNotContain("loadAfter");
    }

    @Test
    void itIsReadBackAsItWas() throws Exception {
        Path file = Files.write(temp.resolve("environment.json"), Json.bytes(Environments.plain()));

        assertThat(EnvironmentFile.read(file)).isEqualTo(Environments.plain());
    }

    @Test
    void aResumedRunKeepsItsBeginningAndAllWarnings() {
        Environment now = Environments.warned(List.of("Beware.", "Beware too."));

        Environment resumed = Environments.plain().ended(3.0).resumed(now);

        assertThat(resumed.warnings()).containsExactly("Beware.", "Beware too.");
        assertThat(resumed.resumed()).isEqualTo(1);
        assertThat(resumed.loadBefore()).isEqualTo(0.25);
        assertThat(resumed.loadAfter()).isNull();
    }

    @Test
    void aForeignFileIsNamed() throws Exception {
        assertForeign("", "it is no object");
        assertForeign("[]", "it is no object");
        assertForeign("{\"ebb\": \"0.1.0\"}", "it has no 'commit'");
        String whole = new String(Json.bytes(Environments.plain()), StandardCharsets.UTF_8);
        assertForeign(whole.substring(0, whole.length() / 2), "it is cut short or no JSON of this form");
        assertForeign(whole.replace("\"forks\": 2", "\"forks\": \"two\""), "it is cut short or no JSON of this form");
    }

    private void assertForeign(String text, String why) throws Exception {
        Path file = Files.writeString(temp.resolve("environment.json"), text);

        assertThatThrownBy(() -> EnvironmentFile.read(file))
                .isInstanceOf(EbbException.class)
                .hasMessage(file + " was not written by this version of Ebb (" + why
                        + "): such a run cannot be resumed; start a new one.");
    }

    @Test
    void whatForbidsToGoOnIsNamed() {
        Environment then = Environments.plain();

        assertThat(Sameness.difference(then, then.ended(2))).isEmpty();
        assertDifference(
                "Ebb was 0.1.0 of commit c0ffee and is 0.1.0 of commit decaf",
                Environments.of("decaf", then.machine(), then.jdk(), Environments.JEMALLOC, Map.of()));
        assertDifference(
                "the machine was a-cpu-2c-8g-01234567 and is b",
                Environments.of("c0ffee", "b", then.jdk(), Environments.JEMALLOC, Map.of()));
        assertDifference(
                "the JDK was OpenJDK 17 and is OpenJDK 25",
                Environments.of("c0ffee", then.machine(), "OpenJDK 25", Environments.JEMALLOC, Map.of()));
        assertDifference(
                "the SHA-256 of mine.toml was not there and is 77",
                Environments.of(
                        "c0ffee", then.machine(), then.jdk(), Environments.JEMALLOC, Map.of("mine.toml", "77")));
        Environment.Library other = new Environment.Library(
                "jemalloc-decay0",
                "jemalloc",
                "5.3.0",
                "system",
                List.of("/elsewhere.so"),
                List.of("cd34"),
                "",
                Environments.JEMALLOC.settings());
        assertDifference(
                "allocator jemalloc-decay0 was jemalloc 5.3.0 with SHA-256 ab12 and {MALLOC_CONF=dirty_decay_ms:0} and"
                        + " is jemalloc 5.3.0 with SHA-256 cd34 and {MALLOC_CONF=dirty_decay_ms:0}",
                Environments.of("c0ffee", then.machine(), then.jdk(), other, Map.of()));
    }

    private static void assertDifference(String sentence, Environment now) {
        assertThat(Sameness.difference(Environments.plain(), now)).contains(sentence);
    }

    private static JsonObject json(Environment environment) {
        return JsonParser.parseString(new String(Json.bytes(environment), StandardCharsets.UTF_8))
                .getAsJsonObject();
    }
}
