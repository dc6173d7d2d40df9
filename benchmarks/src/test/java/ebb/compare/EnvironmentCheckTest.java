// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.results.Environments;
import ebb.results.RunData;
import ebb.results.UsedAllocator;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnvironmentCheckTest {
    private static final UsedAllocator PLAIN = allocator("jemalloc", "5.3.0", Map.of(), "0123456789ab");

    @Test
    void equalOnesAndThoseOfOneSideAreNotNamed() {
        assertThat(EnvironmentCheck.allocators(side(PLAIN), side(PLAIN, allocator("new", "1", Map.of(), "ff"))))
                .isEmpty();
    }

    @Test
    void anotherVersionIsNamedAndItsFileNeedNotBe() {
        assertThat(EnvironmentCheck.allocators(side(PLAIN), side(allocator("jemalloc", "5.3.1", Map.of(), "ff"))))
                .containsExactly("jemalloc: version 5.3.0 against 5.3.1.");
    }

    @Test
    void otherSettingsAreNamed() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("MALLOC_CONF", "narenas:1");
        settings.put("release-interval", "1");
        assertThat(EnvironmentCheck.allocators(
                        side(PLAIN), side(allocator("jemalloc", "5.3.0", settings, "0123456789ab"))))
                .containsExactly("jemalloc: settings defaults against MALLOC_CONF=narenas:1 release-interval=1.");
    }

    @Test
    void anotherFileOfTheSameVersionIsNamed() {
        assertThat(EnvironmentCheck.allocators(
                        side(PLAIN), side(allocator("jemalloc", "5.3.0", Map.of(), "ba9876543210"))))
                .containsExactly("jemalloc: SHA-256 of the library 01234567 against ba987654.");
    }

    @Test
    void runsOfOneSideThatDifferAreNamedTogether() {
        PooledRuns both = new PooledRuns(
                "both", List.of(), List.of(run(PLAIN), run(allocator("jemalloc", "5.2.1", Map.of(), "ff"))));
        assertThat(EnvironmentCheck.allocators(both, side(PLAIN)))
                .containsExactly("jemalloc: version 5.3.0, 5.2.1 against 5.3.0.");
    }

    @Test
    void whatIsNotKnownIsNoDifference() {
        assertThat(EnvironmentCheck.allocators(side(PLAIN), side(allocator("jemalloc", "", Map.of(), ""))))
                .isEmpty();
        assertThat(EnvironmentCheck.allocators(side(PLAIN), new PooledRuns("x", List.of(), List.of())))
                .isEmpty();
    }

    @Test
    void otherJdksAndFilesAndWarningsAreNamed() {
        PooledRuns base = side(run(new Environments.Edit(Environments.plain())
                .jdk("OpenJDK 25")
                .inputs(Map.of("/here/mine.toml", "77"))
                .warnings(List.of())));
        PooledRuns now = side(run(new Environments.Edit(Environments.plain()).inputs(Map.of("/there/my.toml", "77"))));
        assertThat(EnvironmentCheck.notes(base, now, false))
                .containsExactly("The JDKs differ: OpenJDK 25 against OpenJDK 17.", "When side ran: Beware.");
        assertThat(EnvironmentCheck.notes(base, side(PLAIN), false))
                .contains(
                        "The sides were measured with different files of allocators, scenarios or sizes: equal names may"
                                + " mean different loads.");
    }

    @Test
    void otherNumbersOfLanesAreNamedWhereBothAreKnown() {
        Environments.Edit four = new Environments.Edit(Environments.plain()).lanes(4);
        assertThat(EnvironmentCheck.notes(side(PLAIN), side(run(four)), false))
                .contains("Forks ran in different numbers of lanes: 1 against 4. A small difference may come from that;"
                        + " measure both with the same --lanes.");

        Environments.Edit unknown = new Environments.Edit(Environments.plain()).lanes(null);
        assertThat(EnvironmentCheck.notes(side(run(four)), side(run(four)), false))
                .noneMatch(note -> note.contains("lanes"));
        assertThat(EnvironmentCheck.notes(side(run(unknown)), side(run(four)), false))
                .noneMatch(note -> note.contains("lanes"));
    }

    @Test
    void settingsThatNothingProvesAreNamed() {
        UsedAllocator unproven = new UsedAllocator(
                "jemalloc",
                "jemalloc",
                "5.3.0",
                "",
                List.of(),
                List.of("ff"),
                "",
                Map.of(),
                List.of("narenas", "tcache"),
                null);
        assertThat(EnvironmentCheck.notes(side(PLAIN), side(unproven), false))
                .contains("jemalloc: unproven in side, for nothing shows that the library heeds it: narenas, tcache.");
        assertThat(EnvironmentCheck.notes(side(PLAIN), side(unproven.noting(List.of("Beware."))), false))
                .contains("When side ran under jemalloc: Beware.");
        assertThat(EnvironmentCheck.notes(side(PLAIN), side(PLAIN), false))
                .noneMatch(note -> note.contains("unproven") || note.contains("ran under"));
    }

    private static UsedAllocator allocator(String id, String version, Map<String, String> settings, String hash) {
        return new UsedAllocator(id, "jemalloc", version, "", List.of(), List.of(hash), "", settings, List.of(), null);
    }

    private static PooledRuns side(UsedAllocator... allocators) {
        return side(run(allocators));
    }

    private static PooledRuns side(RunData run) {
        return new PooledRuns("side", List.of(), List.of(run));
    }

    private static RunData run(UsedAllocator... allocators) {
        return run(new Environments.Edit(Environments.plain()).allocators(List.of(allocators)));
    }

    private static RunData run(Environments.Edit environment) {
        return new RunData(Path.of("run"), List.of(), Optional.of(environment.done()));
    }
}
