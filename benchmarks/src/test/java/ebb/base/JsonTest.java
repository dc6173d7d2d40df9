// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {
    private record Inner(int count) {}

    private record Outer(
            Instant start, List<Inner> inner, @Nullable Long seed) {}

    @TempDir
    private Path temp;

    @Test
    void aRecordComesBackAsItWas() throws IOException {
        Outer outer = new Outer(Instant.parse("2026-11-22T18:00:00Z"), List.of(new Inner(3)), null);
        Path file = Files.write(temp.resolve("outer.json"), Json.bytes(outer));

        assertThat(Json.text(outer))
                .contains("\"start\": \"2026-11-22T18:00:00Z\"")
                .doesNotContain("seed");
        assertThat(Json.read(file, TypeToken.get(Outer.class), "x")).isEqualTo(outer);
    }

    @Test
    void whatIsMissingIsNamedWhereverItIs() throws IOException {
        assertForeign("{\"inner\": []}", "it has no 'start'");
        assertForeign("{\"start\": null, \"inner\": []}", "it has no 'start'");
        assertForeign("{\"start\": \"2026-11-22T18:00:00Z\", \"inner\": [{}]}", "it has no 'count'");
        assertForeign("{\"start\": \"yesterday\", \"inner\": []}", "'yesterday' is no time");
        assertForeign("[]", "it is no object");
        assertForeign("", "it is empty");
        assertForeign("{\"start\"", "it is cut short or no JSON of this form");
        assertForeign(
                "{\"start\": \"2026-11-22T18:00:00Z\", \"inner\": []} x", "it is cut short or no JSON of this form");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path file = temp.resolve("no.json");
        assertThatThrownBy(() -> Json.read(file, TypeToken.get(Outer.class), "make it"))
                .isInstanceOf(EbbException.class)
                .hasMessage(file + " cannot be read (there is no such file): make it.");
    }

    private void assertForeign(String text, String why) throws IOException {
        Path file = Files.writeString(temp.resolve("outer.json"), text);
        assertThatThrownBy(() -> Json.read(file, TypeToken.get(Outer.class), "make it"))
                .isInstanceOf(EbbException.class)
                .hasMessage(file + " was not written by this version of Ebb (" + why + "): make it.");
    }
}
