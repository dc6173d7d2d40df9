// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final long MIB = 1 << 20;

    @Test
    void theCurveHasTheReleaseMarked() {
        List<Long> rss = List.of(100 * MIB, 100 * MIB, 100 * MIB, 25 * MIB, 50 * MIB);

        assertThat(Watch.lines(rss, 1000, true, 2, "malloc_trim(0)"))
                .containsExactly(
                        "RSS over 4.0 s, each character the highest of its stretch, from 0 to 100.0 MiB:",
                        "  ███▂▄",
                        "    ^ malloc_trim(0) at 2.0 s",
                        "  first 100.0 MiB, last 50.0 MiB, least 25.0 MiB, most 100.0 MiB");
    }

    @Test
    void aLongWatchIsSixtyCharactersWide() {
        List<Long> rss = new ArrayList<>(Collections.nCopies(120, 10 * MIB));
        rss.set(119, 20 * MIB);

        assertThat(Watch.lines(rss, 100, false, 60, "mi_collect(true)"))
                .containsExactly(
                        "RSS over 11.9 s, each character the highest of its stretch, from 0 to 20.0 MiB:",
                        "  " + "~".repeat(59) + "#",
                        " ".repeat(32) + "^ mi_collect(true) at 6.0 s",
                        "  first 10.0 MiB, last 20.0 MiB, least 10.0 MiB, most 20.0 MiB");
    }

    @Test
    void whatWasNotReleasedIsNotMarked() {
        assertThat(Watch.lines(List.of(MIB), 100, false, -1, "")).hasSize(3);
        assertThat(Watch.lines(List.of(), 100, false, -1, "")).containsExactly("No sample was taken.");
    }
}
