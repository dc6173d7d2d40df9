// SPDX-License-Identifier: Apache-2.0
package ebb.results;

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
        JsonObject json = json(Environments.plain()
                .ended(
                        1.5,
                        0.5,
                        List.of("Busy."),
                        allocator -> allocator.proven(
                                "glibc", "1", List.of("A=b"), new UsedAllocator.Calls("all()", "mine()"))));

        assertThat(json.keySet())
                .containsExactly("start", "ebb", "invocation", "machine", "allocators", "conditions", "resumed");
        assertThat(json.get("start").getAsString()).isEqualTo("2026-03-09T08:07:06Z");
        assertThat(json.getAsJsonObject("ebb").keySet()).containsExactly("version", "commit", "jdk");
        assertThat(json.getAsJsonObject("invocation").keySet())
                .containsExactly("commandLine", "order", "seed", "forks", "lanes", "inputs");
        assertThat(json.getAsJsonObject("machine").keySet())
                .containsExactly(
                        "id",
                        "cpu",
                        "cores",
                        "memory",
                        "memoryLimit",
                        "kernel",
                        "transparentHugePages",
                        "governor",
                        "swap",
                        "libc");
        assertThat(json.getAsJsonObject("conditions").keySet())
                .containsExactly("othersBefore", "othersDuring", "stolenDuring", "warnings");
        assertThat(json.getAsJsonObject("machine").get("swap")).hasToString("{\"total\":100,\"used\":7}");
        assertThat(json.getAsJsonObject("conditions").get("othersDuring").getAsDouble())
                .isEqualTo(1.5);
        assertThat(json.getAsJsonArray("allocators").get(0))
                .hasToString("{\"id\":\"jemalloc-decay0\",\"family\":\"jemalloc\",\"version\":\"5.3.0\","
                        + "\"origin\":\"bundled\",\"libraries\":[\"/cache/libjemalloc.so.2\"],\"sha256\":[\"ab12\"],"
                        + "\"packaged\":\"libjemalloc2 5.3.0-1\",\"settings\":{\"MALLOC_CONF\":\"dirty_decay_ms:0\"},\"unproven\":[\"A=b\"],"
                        + "\"calls\":{\"outside\":\"all()\",\"owner\":\"mine()\"}}");
        assertThat(json.getAsJsonObject("conditions").get("warnings")).hasToString("[\"Beware.\",\"Busy.\"]");
    }

    @Test
    void whatIsNotThereIsAbsent() {
        assertThat(json(Environments.plain()).getAsJsonObject("conditions").keySet())
                .doesNotContain("othersDuring", "stolenDuring");
    }

    @Test
    void itIsReadBackAsItWas() throws Exception {
        Path file = Files.write(temp.resolve("environment.json"), Json.bytes(Environments.plain()));

        assertThat(read(file)).isEqualTo(Environments.plain());
    }

    @Test
    void anOlderRunDoesNotSayInHowManyLanesItRan() throws Exception {
        String text = Json.text(Environments.plain()).replaceFirst("\\s*\"lanes\": 1,", "");
        Path file = Files.writeString(temp.resolve("environment.json"), text);

        assertThat(read(file))
                .isEqualTo(
                        new Environments.Edit(Environments.plain()).lanes(null).done());
    }

    @Test
    void aResumedRunKeepsItsBeginningAndAllWarnings() {
        Environment now = Environments.warned(List.of("Beware.", "Beware too."));

        Environment resumed = Environments.plain()
                .ended(3.0, 0.5, List.of(), allocator -> allocator)
                .resumed(now);

        assertThat(resumed.conditions().warnings()).containsExactly("Beware.", "Beware too.");
        assertThat(resumed.resumed()).isEqualTo(1);
        assertThat(resumed.conditions().othersBefore()).isEqualTo(0.25);
        assertThat(resumed.conditions().othersDuring()).isNull();
        assertThat(resumed.conditions().stolenDuring()).isNull();
    }

    @Test
    void aForkTellsOnlyWhatTheCatalogDoesNot() {
        UsedAllocator path = new UsedAllocator(
                "/x.so", "unknown", "-", "user", List.of("/x.so"), List.of("ab"), "", Map.of(), List.of(), null);

        UsedAllocator told = path.proven("jemalloc", "5.3.0", List.of(), new UsedAllocator.Calls("a()", "b()"));

        assertThat(told.family()).isEqualTo("jemalloc");
        assertThat(told.version()).isEqualTo("5.3.0");
        assertThat(told.calls()).isEqualTo(new UsedAllocator.Calls("a()", "b()"));
        assertThat(path.proven("", "", List.of(), null).version()).isEqualTo("-");
        assertThat(told.proven("glibc", "2.36", List.of(), null).family()).isEqualTo("jemalloc");
    }

    @Test
    void aForeignFileIsNamed() throws Exception {
        assertForeign("", "it is empty");
        assertForeign("[]", "it is no object");
        assertForeign("{\"ebb\": \"0.1.0\", \"machine\": \"m\"}", "it has no 'start'");
        String whole = new String(Json.bytes(Environments.plain()), StandardCharsets.UTF_8);
        assertForeign(whole.substring(0, whole.length() / 2), "it is cut short or no JSON of this form");
        assertForeign(whole.replace("\"forks\": 2", "\"forks\": \"two\""), "it is cut short or no JSON of this form");
    }

    private void assertForeign(String text, String why) throws Exception {
        Path file = Files.writeString(temp.resolve("environment.json"), text);

        assertThatThrownBy(() -> read(file))
                .isInstanceOf(EbbException.class)
                .hasMessage(file + " was not written by this version of Ebb (" + why
                        + "): such a run cannot be resumed; start a new one.");
    }

    @Test
    void whatOnlyTheMachineCanUseIsLeftOut() {
        Environment made = new Environments.Edit(Environments.plain())
                .inputs(Map.of("/home/me/mine.toml", "77"))
                .done();
        Environment portable = made.portable();

        assertThat(json(portable).toString()).doesNotContain("/home", "/cache", "commandLine");
        assertThat(portable.invocation().inputs()).containsExactly(Map.entry("mine.toml", "77"));
        assertThat(portable.allocators().get(0).libraries()).containsExactly("libjemalloc.so.2");
        assertThat(portable.start()).isEqualTo(made.start());
        assertThat(portable.machine()).isEqualTo(made.machine());
    }

    private static Environment read(Path file) {
        return Environment.read(file, "such a run cannot be resumed; start a new one");
    }

    private static JsonObject json(Environment environment) {
        return JsonParser.parseString(new String(Json.bytes(environment), StandardCharsets.UTF_8))
                .getAsJsonObject();
    }
}
