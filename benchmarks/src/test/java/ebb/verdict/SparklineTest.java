// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.results.Timeline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparklineTest {
    @TempDir
    private Path temp;

    @Test
    void eightLevels() {
        List<Double> values = List.of(0.0, 12.5, 25.0, 37.5, 50.0, 62.5, 75.0, 87.5, 100.0);

        assertThat(Sparkline.of(values, 100, 9, true)).isEqualTo("▁▁▂▃▄▅▆▇█");
        assertThat(Sparkline.of(values, 100, 9, false)).isEqualTo("__.-~=+*#");
    }

    @Test
    void aCharacterIsTheHighestOfItsStretch() {
        assertThat(Sparkline.of(List.of(0.0, 100.0, 0.0, 0.0, 50.0, 0.0), 100, 3, true))
                .isEqualTo("█▁▄");
    }

    @Test
    void theTopIsSharedByAllCurves() {
        assertThat(Sparkline.of(List.of(100.0, 50.0), 200, 2, true)).isEqualTo("▄▂");
    }

    @Test
    void nothingToShowIsShownAsLow() {
        assertThat(Sparkline.of(List.of(), 100, 16, true)).isEmpty();
        assertThat(Sparkline.of(List.of(0.0, 0.0), 0, 2, true)).isEqualTo("▁▁");
    }

    @Test
    void theCurveBeginsWithTheBurstAndEndsWithIdle() throws Exception {
        Path csv = temp.resolve("timeline.csv");
        Files.writeString(csv, """
                time_s,rss_mib,live_mib,phase
                0.000000,10.000,0.000000,setup
                1.000000,20.000,0.000000,burst
                2.000000,60.000,0.000000,burst
                3.000000,50.000,0.000000,burst
                5.000000,30.000,0.000000,idle
                6.000000,80.000,0.000000,wait
                7.000000,80.000,0.000000,nudge
                8.000000,80.000,0.000000,exit
                9.000000,90.000,0.000000,after
                """);

        assertThat(Sparkline.curve(Timeline.read(csv), 4)).containsExactly(60.0, 50.0, 50.0, 30.0);
    }
}
