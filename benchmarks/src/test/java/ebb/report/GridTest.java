// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.results.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GridTest {
    @TempDir
    private Path temp;

    @Test
    void eachStretchKeepsItsLeastAndItsGreatestInTheOrderOfTime() throws IOException {
        Timeline timeline = timeline(0.0, 5, 0.1, 9, 0.2, 2, 0.3, 7, 1.0, 4, 1.5, 8, 1.9, 6);

        assertThat(new Grid(0, 1_000_000_000L, 2).fold(timeline, 0, Long.MAX_VALUE, i -> timeline.rss(i) >> 20))
                .containsExactly(9L, 2L, 4L, 8L);
    }

    @Test
    void aPeakOfOneSampleStaysWhateverIsAroundIt() throws IOException {
        Object[] samples = new Object[2 * 6000];
        for (int i = 0; i < 6000; i++) {
            samples[2 * i] = i / 100.0;
            samples[2 * i + 1] = i == 4321 ? 777 : 100 + i % 3;
        }
        Timeline timeline = timeline(samples);
        Grid grid = Grid.over(timeline.nanos(0), timeline.nanos(5999));

        List<Long> folded = grid.fold(timeline, 0, Long.MAX_VALUE, i -> timeline.rss(i) >> 20);

        assertThat(folded).hasSize(2 * Grid.MOST).contains(777L).doesNotContain(Grid.NONE);
        assertThat(folded.stream().min(Long::compare)).hasValue(100L);
        int peak = folded.indexOf(777L);
        assertThat(Math.abs(grid.seconds(peak) - 43.21)).isLessThan(grid.width() / 1e9);
    }

    @Test
    void aStretchWithoutASampleHasNone() throws IOException {
        Timeline timeline = timeline(0.0, 5, 2.5, 6);

        assertThat(new Grid(0, 1_000_000_000L, 3).fold(timeline, 0, Long.MAX_VALUE, i -> timeline.rss(i) >> 20))
                .containsExactly(5L, 5L, Grid.NONE, Grid.NONE, 6L, 6L);
    }

    @Test
    void whatIsOutsideIsLeftOutAndZeroMoves() throws IOException {
        Timeline timeline = timeline(0.0, 1, 1.0, 2, 2.0, 3, 3.0, 4);

        assertThat(new Grid(-1_000_000_000L, 1_000_000_000L, 2)
                        .fold(timeline, 2_000_000_000L, 2_000_000_000L, i -> timeline.rss(i) >> 20))
                .containsExactly(2L, 2L, 3L, 3L);
    }

    @Test
    void theGridReachesFromTheFirstToTheLastSample() {
        Grid grid = Grid.over(-1000, 5000);

        assertThat(grid.start()).isEqualTo(-1000);
        assertThat(grid.start() + grid.width() * grid.stretches()).isGreaterThan(5000);
        assertThat(new Grid(0, 4_000_000_000L, 2).seconds(3)).isEqualTo(7.0);
    }

    /** @param timesAndMib seconds and MiB in turn */
    private Timeline timeline(Object... timesAndMib) throws IOException {
        StringBuilder csv = new StringBuilder("time_s,rss_mib,live_mib,phase\n");
        for (int i = 0; i < timesAndMib.length; i += 2) {
            csv.append(timesAndMib[i]).append(',').append(timesAndMib[i + 1]).append(",0,burst\n");
        }
        return Timeline.read(Files.writeString(temp.resolve("t.csv"), csv));
    }
}
