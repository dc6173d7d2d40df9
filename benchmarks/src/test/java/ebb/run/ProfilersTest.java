// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.options.ProfilerConfig;

class ProfilersTest {
    private static final Path FOLDER = Path.of("run");

    @Test
    void ebbsTwoAreAlwaysThere() {
        assertThat(Profilers.complete(List.of(), FOLDER))
                .extracting(ProfilerConfig::toString)
                .containsExactly("ebb.residency.RssProfiler:dir=run/timelines", "ebb.allocator.AllocatorForks:");
    }

    @Test
    void rssIsAnAliasAndForksComeLast() {
        List<ProfilerConfig> asked = List.of(
                new ProfilerConfig("ebb.allocator.AllocatorForks"),
                new ProfilerConfig("rss", "interval=5ms"),
                new ProfilerConfig("gc"));

        assertThat(Profilers.complete(asked, FOLDER))
                .extracting(ProfilerConfig::toString)
                .containsExactly(
                        "ebb.residency.RssProfiler:interval=5ms;dir=run/timelines",
                        "gc:",
                        "ebb.allocator.AllocatorForks:");
    }

    @Test
    void latencyIsAnAliasToo() {
        assertThat(Profilers.complete(List.of(new ProfilerConfig("latency")), FOLDER))
                .extracting(ProfilerConfig::toString)
                .containsExactly(
                        "ebb.latency.LatencyProfiler:dir=run/latencies",
                        "ebb.residency.RssProfiler:dir=run/timelines",
                        "ebb.allocator.AllocatorForks:");
        List<ProfilerConfig> twice =
                List.of(new ProfilerConfig("latency"), new ProfilerConfig("ebb.latency.LatencyProfiler"));
        assertThatThrownBy(() -> Profilers.check(twice)).hasMessage("The profiler latency is asked for twice.");
    }

    @Test
    void aFolderOfOnesOwnIsKept() {
        assertThat(Profilers.complete(List.of(new ProfilerConfig("rss", "interval=5ms;dir=mine")), FOLDER)
                        .get(0))
                .hasToString("ebb.residency.RssProfiler:interval=5ms;dir=mine");
    }

    @Test
    void oneAskedForTwiceIsRefused() {
        List<ProfilerConfig> asked =
                List.of(new ProfilerConfig("rss"), new ProfilerConfig("ebb.residency.RssProfiler"));

        assertThatThrownBy(() -> Profilers.check(asked))
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
