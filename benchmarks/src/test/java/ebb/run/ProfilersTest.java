// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.shim.EbbException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.options.ProfilerConfig;

class ProfilersTest {
    private static final Path TIMELINES = Path.of("run", "timelines");

    @Test
    void ebbsTwoAreAlwaysThere() {
        assertThat(Profilers.complete(List.of(), TIMELINES))
                .extracting(ProfilerConfig::toString)
                .containsExactly("ebb.residency.RssProfiler:dir=run/timelines", "ebb.allocator.AllocatorForks:");
    }

    @Test
    void rssIsAnAliasAndForksComeLast() {
        List<ProfilerConfig> asked = List.of(
                new ProfilerConfig("ebb.allocator.AllocatorForks"),
                new ProfilerConfig("rss", "interval=5ms"),
                new ProfilerConfig("gc"));

        assertThat(Profilers.complete(asked, TIMELINES))
                .extracting(ProfilerConfig::toString)
                .containsExactly(
                        "ebb.residency.RssProfiler:interval=5ms;dir=run/timelines",
                        "gc:",
                        "ebb.allocator.AllocatorForks:");
    }

    @Test
    void aFolderOfOnesOwnIsKept() {
        assertThat(Profilers.complete(List.of(new ProfilerConfig("rss", "interval=5ms;dir=mine")), TIMELINES)
                        .get(0))
                .hasToString("ebb.residency.RssProfiler:interval=5ms;dir=mine");
    }

    @Test
    void oneAskedForTwiceIsRefused() {
        List<ProfilerConfig> asked =
                List.of(new ProfilerConfig("rss"), new ProfilerConfig("ebb.residency.RssProfiler"));

        assertThatThrownBy(() -> Profilers.complete(asked, TIMELINES))
                .isInstanceOf(EbbException.class)
                .hasMessage("The profiler rss is asked for twice.");
    }

    @Test
    void anUnknownOneIsRefused() {
        assertThatThrownBy(() -> Profilers.check(List.of(new ProfilerConfig("nosuch"))))
                .isInstanceOf(EbbException.class)
                .hasMessage("There is no profiler 'nosuch'; -lprof lists them.");
    }
}
