// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.results.Environment;
import ebb.results.Environments;
import ebb.results.UsedAllocator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SamenessTest {
    private static final Environment THEN = Environments.plain();

    @Test
    void whatForbidsToGoOnIsNamed() {
        assertThat(Sameness.difference(THEN, THEN.ended(2, 0, List.of(), allocator -> allocator)))
                .isEmpty();
        assertDifference("Ebb was 0.1.0 of commit c0ffee and is 0.1.0 of commit decaf", now().commit("decaf"));
        assertDifference("the machine was a-cpu-2c-8g-01234567 and is b", now().machine("b"));
        assertDifference("the JDK was OpenJDK 17 and is OpenJDK 25", now().jdk("OpenJDK 25"));
        assertDifference("the SHA-256 of mine.toml was absent and is 77", now().inputs(Map.of("mine.toml", "77")));
        assertDifference(
                "allocator jemalloc-decay0 was jemalloc 5.3.0 with SHA-256 ab12 and {MALLOC_CONF=dirty_decay_ms:0} and"
                        + " is jemalloc 5.3.0 with SHA-256 cd34 and {MALLOC_CONF=dirty_decay_ms:0}",
                now().allocators(List.of(Environments.allocator("jemalloc-decay0", "5.3.0", "cd34"))));
    }

    /** More forks are no difference where they were asked for; fewer would leave out some that are there. */
    @Test
    void onlyAnotherCommandMayHaveMoreForks() {
        assertThat(Sameness.difference(THEN, forks(9, List.of("Burst", "--max-forks", "9"))))
                .isEmpty();
        assertThat(Sameness.difference(THEN, forks(9, THEN.invocation().commandLine())))
                .contains("the number of forks was " + THEN.invocation().forks() + " and is 9");
        assertThat(Sameness.difference(THEN, forks(1, List.of("Burst", "--max-forks", "1"))))
                .contains("the number of forks was " + THEN.invocation().forks() + " and is 1");
    }

    private static Environment forks(int forks, @Nullable List<String> commandLine) {
        Environment.Invocation asked = THEN.invocation();
        return new Environment(
                THEN.start(),
                THEN.ebb(),
                new Environment.Invocation(
                        commandLine, asked.order(), asked.seed(), forks, asked.lanes(), asked.inputs(), asked.part()),
                THEN.machine(),
                THEN.allocators(),
                THEN.services(),
                THEN.conditions(),
                0,
                null);
    }

    private static Environments.Edit now() {
        return new Environments.Edit(THEN);
    }

    private static void assertDifference(String sentence, Environments.Edit now) {
        assertThat(Sameness.difference(THEN, now.done())).contains(sentence);
    }

    @Test
    void whatForksHaveToldOfALibraryIsNoDifference() {
        UsedAllocator path = new UsedAllocator(
                "/x.so", "unknown", "-", "user", List.of("/x.so"), List.of("ab"), "", Map.of(), List.of(), null);
        Environment now = new Environments.Edit(THEN).allocators(List.of(path)).done();
        Environment told = now.ended(
                0,
                0,
                List.of(),
                one -> one.proven("jemalloc", "5.3.0", List.of("A=b"), new UsedAllocator.Calls("a", "b")));

        assertThat(Sameness.difference(told, now)).isEmpty();
        Environment other = new Environments.Edit(THEN)
                .allocators(List.of(new UsedAllocator(
                        "/x.so",
                        "unknown",
                        "-",
                        "user",
                        List.of("/x.so"),
                        List.of("cd"),
                        "",
                        Map.of(),
                        List.of(),
                        null)))
                .done();
        assertThat(Sameness.difference(told, other))
                .contains("allocator /x.so was jemalloc 5.3.0 with SHA-256 ab and is unknown - with SHA-256 cd");
    }
}
