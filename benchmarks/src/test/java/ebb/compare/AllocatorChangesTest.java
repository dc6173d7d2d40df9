// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import ebb.results.RunData;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AllocatorChangesTest {
    private static final String PLAIN = allocator("jemalloc", "5.3.0", "{}", "0123456789ab");

    @Test
    void equalOnesAndThoseOfOneSideAreNotNamed() {
        assertThat(AllocatorChanges.between(side(PLAIN), side(PLAIN, allocator("new", "1", "{}", "ff"))))
                .isEmpty();
    }

    @Test
    void anotherVersionIsNamedAndItsFileNeedNotBe() {
        assertThat(AllocatorChanges.between(side(PLAIN), side(allocator("jemalloc", "5.3.1", "{}", "ff"))))
                .containsExactly("jemalloc: version 5.3.0 against 5.3.1.");
    }

    @Test
    void otherSettingsAreNamed() {
        String set = allocator(
                "jemalloc", "5.3.0", "{\"MALLOC_CONF\": \"narenas:1\", \"release-interval\": \"1\"}", "0123456789ab");

        assertThat(AllocatorChanges.between(side(PLAIN), side(set)))
                .containsExactly("jemalloc: settings defaults against MALLOC_CONF=narenas:1 release-interval=1.");
    }

    @Test
    void anotherFileOfTheSameVersionIsNamed() {
        assertThat(AllocatorChanges.between(side(PLAIN), side(allocator("jemalloc", "5.3.0", "{}", "ba9876543210"))))
                .containsExactly("jemalloc: SHA-256 of the library 01234567 against ba987654.");
    }

    @Test
    void runsOfOneSideThatDifferAreNamedTogether() {
        Side both = new Side("both", List.of(), List.of(run(PLAIN), run(allocator("jemalloc", "5.2.1", "{}", "ff"))));

        assertThat(AllocatorChanges.between(both, side(PLAIN)))
                .containsExactly("jemalloc: version 5.3.0, 5.2.1 against 5.3.0.");
    }

    @Test
    void whatIsNotKnownIsNoDifference() {
        assertThat(AllocatorChanges.between(side(PLAIN), side("{\"id\": \"jemalloc\"}")))
                .isEmpty();
        assertThat(AllocatorChanges.between(side(PLAIN), new Side("x", List.of(), List.of())))
                .isEmpty();
    }

    private static String allocator(String id, String version, String settings, String hash) {
        return "{\"id\": \"%s\", \"version\": \"%s\", \"settings\": %s, \"sha256\": [\"%s\"]}"
                .formatted(id, version, settings, hash);
    }

    private static Side side(String... allocators) {
        return new Side("side", List.of(), List.of(run(allocators)));
    }

    private static RunData run(String... allocators) {
        String environment = "{\"allocators\": " + Arrays.toString(allocators) + "}";
        return new RunData(
                Path.of("run"),
                List.of(),
                Optional.of(JsonParser.parseString(environment).getAsJsonObject()));
    }
}
