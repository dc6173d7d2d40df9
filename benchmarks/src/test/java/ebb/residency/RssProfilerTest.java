// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import static ebb.residency.Bursts.figure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ebb.residency.RssProfiler.Options;
import ebb.results.Figure;
import ebb.results.Metric;
import ebb.results.Rung;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.profile.ProfilerException;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ResultRole;

class RssProfilerTest {
    @Test
    void optionsAreReadAsJmhsProfilersReadThem() throws ProfilerException {
        assertThat(Options.parse("")).isEqualTo(new Options(10_000_000L, Optional.empty(), Optional.empty()));
        assertThat(Options.parse("interval=5")).isEqualTo(new Options(5_000_000L, Optional.empty(), Optional.empty()));
        assertThat(Options.parse("interval=2.5ms;dir=out/a=b"))
                .isEqualTo(new Options(2_500_000L, Optional.of(Path.of("out/a=b")), Optional.empty()));
        assertThat(Options.parse("why=true"))
                .isEqualTo(new Options(10_000_000L, Optional.empty(), Optional.of(Rung.Order.CHEAPEST_FIRST)));
        assertThat(Options.parse("why=activity").why()).contains(Rung.Order.ACTIVITY_FIRST);
        assertThat(Options.parse("why=false;interval=5").why()).isEmpty();
        assertThat(Options.parse("dir=x;interval=1s;").interval()).isEqualTo(1_000_000_000L);
        assertThat(Options.parse("interval=1500us").interval()).isEqualTo(1_500_000L);
        assertThat(Options.parse("interval=10000000000ns").interval()).isEqualTo(10_000_000_000L);
    }

    @Test
    void intervalOutOfRangeOrWithoutSenseIsRefused() {
        for (String interval : new String[] {"0", "0.9ms", "10.1s", "-5", "5m", "ms", ""}) {
            assertThatThrownBy(() -> Options.parse("interval=" + interval))
                    .isInstanceOf(ProfilerException.class)
                    .hasMessage("The rss profiler's interval '" + interval
                            + "' is not a duration from 1ms to 10s, such as 10ms.");
        }
    }

    @Test
    void unknownOptionIsRefusedByName() {
        assertThatThrownBy(() -> new RssProfiler("interval=5;folder=x"))
                .isInstanceOf(ProfilerException.class)
                .hasMessage("The rss profiler has no option 'folder': it knows interval, dir, why and help, as in"
                        + " -prof \"rss:interval=10ms;dir=timelines\".");
        assertThatThrownBy(() -> Options.parse("=5")).hasMessage("The rss profiler's option '=5' has no name.");
        assertThatThrownBy(() -> Options.parse("dir="))
                .hasMessage("The rss profiler's option dir needs a folder, as in dir=FOLDER.");
        assertThatThrownBy(() -> Options.parse("why=yes"))
                .isInstanceOf(ProfilerException.class)
                .hasMessage("The rss profiler's option why is 'true', 'false' or 'activity', not 'yes'.");
    }

    @Test
    void helpNamesEveryOption() {
        assertThatThrownBy(() -> new RssProfiler("help"))
                .isInstanceOf(ProfilerException.class)
                .hasMessageContainingAll(
                        "interval=<duration>", "dir=<dir>", "why=<true|false|activity>", "default: 10ms");
    }

    @Test
    void helpTellsWhatEveryMetricMeans() {
        Metric again = Metric.AGAIN_FAULTS;
        assertThatThrownBy(() -> new RssProfiler("help"))
                .hasMessageContainingAll(Metric.RETAINED.label(), Metric.RETAINED.meaning(), "MiB·s")
                .hasMessageContainingAll(again.label(), again.meaning(), Metric.WHY_REST.label(), "heap.cached.ladder")
                .hasMessageContaining(Metric.RELEASE_MAX.meaning());
    }

    @Test
    void anOptionThatIsGivenTwiceOrHasNoValueIsRefused() {
        assertThatThrownBy(() -> Options.parse("interval=5;interval=6"))
                .isInstanceOf(ProfilerException.class)
                .hasMessage("The rss profiler's option interval is given twice.");
        assertThatThrownBy(() -> Options.parse("dir;interval=6"))
                .hasMessage("The rss profiler's option dir needs a folder, as in dir=FOLDER.");
    }

    @Test
    void resultsAreSecondary() {
        List<Figure> metrics = List.of(figure("rss.retained", -0.25, "MiB"), figure("rss.t50", Double.NaN, "s"));

        assertThat(RssProfiler.results(metrics))
                .extracting(Result::getLabel, Result::getScore, Result::getScoreUnit, Result::getRole)
                .containsExactly(
                        tuple("rss.retained", -0.25, "MiB", ResultRole.SECONDARY),
                        tuple("rss.t50", Double.NaN, "s", ResultRole.SECONDARY));
    }

    @Test
    void descriptionIsOneLine() throws ProfilerException {
        assertThat(new RssProfiler().getDescription()).isNotBlank().doesNotContain("\n");
    }
}
