// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.results.Metric;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictTableTest {
    static final VerdictRow GLIBC =
            row("glibc", "2.36", 5.43, 465.2, 265.6, 94.86, 15.000001, 15.000001, 3985, List.of(185.0, 465.2, 450.6));
    static final VerdictRow BACKGROUND = row(
            "jemalloc-background",
            "5.3.0-0-g54eaed1d8b56b1aa528be3bdd1877e59c56fa90c",
            5.1,
            505.0,
            12.345,
            3.86,
            2.24,
            9.96,
            880,
            List.of(185.0, 505.0, 197.3));

    @Test
    void whoRetainedLeastComesFirst() {
        assertThat(Rows.verdict(List.of(GLIBC, BACKGROUND)).table(true, false))
                .containsExactly(
                        "allocator           version burst   CPU  peak  live retained        t50   t90 excess  above base",
                        "                                s     s   MiB   MiB      MiB    %     s     s  MiB s",
                        "jemalloc-background 5.3.0     5.1   5.1   505   264     12.3    4   2.2  10.0    880  ▁█▁",
                        "glibc               2.36      5.4   5.4   465   264    265.6   95   >15   >15   3985  ▁█▇");
    }

    @Test
    void aPlainTerminalGetsPlainCharacters() {
        assertThat(new VerdictTable(false, false).lines(List.of(GLIBC)).get(2))
                .isEqualTo("glibc     2.36      5.4   5.4   465   264    265.6   95   >15   >15   3985  _##");
    }

    @Test
    void colourMarksWhatTheFiguresSay() {
        List<String> lines = Rows.verdict(List.of(GLIBC, BACKGROUND)).table(true, true);

        assertThat(lines.get(2)).contains("264 \u001b[32m    12.3    4\u001b[0m   2.2");
        assertThat(lines.get(3)).contains("264 \u001b[31m   265.6   95\u001b[0m   >15");
    }

    @Test
    void theWidestRowFitsAHundredColumns() {
        VerdictRow widest = row(
                "/somewhere/lib/libmy-own-malloc.so.2",
                "2021.8.0-rc1",
                123.45,
                99999,
                99999.9,
                100,
                60,
                60,
                999999,
                List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0));

        List<String> lines = new VerdictTable(true, false).lines(List.of(widest));

        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
        assertThat(lines.get(2)).startsWith("..y-own-malloc.so.2 2021.8.0 123.5 123.5 99999");
    }

    /** Some settings differ widely from fork to fork; the share and the other figures are means. */
    @Test
    void ofSeveralForksTheRangeIsShown() {
        VerdictRow wide = withForks(GLIBC, 139.2, 392.0);
        VerdictRow small = withForks(BACKGROUND, 8.04, 16.65);
        VerdictRow same =
                withForks(row("tcmalloc", "2.10", 5.0, 505, 377.8, 100, 15, 15, 999, List.of()), 377.7, 378.2);

        assertThat(new VerdictTable(true, false).lines(List.of(small, wide, same)))
                .containsExactly(
                        "allocator           version burst   CPU  peak  live   retained        t50   t90 excess  above base",
                        "                                s     s   MiB   MiB        MiB    %     s     s  MiB s",
                        "jemalloc-background 5.3.0     5.1   5.1   505   264  8.0..16.7    4   2.2  10.0    880  ▁█▁",
                        "glibc               2.36      5.4   5.4   465   264   139..392   95   >15   >15   3985  ▁█▇",
                        "tcmalloc            2.10      5.0   5.0   505   264        378  100   >15   >15    999  ");
    }

    @Test
    void theWidestRangeFitsAHundredColumnsToo() {
        VerdictRow widest = withForks(
                row(
                        "/somewhere/lib/libmy-own-malloc.so.2",
                        "2021.8.0-rc1",
                        123.45,
                        99999,
                        9999.9,
                        100,
                        60,
                        60,
                        999999,
                        List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0)),
                1000.0,
                9999.4);

        assertThat(new VerdictTable(true, false).lines(List.of(widest)))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    }

    private static VerdictRow withForks(VerdictRow row, Double... retained) {
        return new VerdictRow(row.allocator(), row.figures(), row.rss(), List.of(retained), row.open());
    }

    @Test
    void aBurstThatAddedNothingHasNoShare() {
        VerdictRow none = row("glibc", "2.36", 0.0, 185, 0.1, Double.NaN, 0, 0, 0, List.of());

        assertThat(new VerdictTable(true, true).lines(List.of(none)).get(2))
                .isEqualTo("glibc     2.36      0.0   0.0   185   264      0.1    -   0.0   0.0      0  ");
    }

    static VerdictRow row(
            String allocator,
            String version,
            double burst,
            double peak,
            double retained,
            double percent,
            double t50,
            double t90,
            double excess,
            List<Double> rss) {
        VerdictRow row = Rows.of(Rows.allocator(allocator, "", version));
        Map<Metric, Double> figures = new HashMap<>(row.figures());
        figures.put(Metric.MAKESPAN, burst);
        figures.put(Metric.CPU_USER, burst);
        figures.put(Metric.RSS_PEAK, peak);
        figures.put(Metric.RETAINED, retained);
        figures.put(Metric.RETAINED_RATIO, percent);
        figures.put(Metric.T50, t50);
        figures.put(Metric.T90, t90);
        figures.put(Metric.EXCESS, excess);
        return new VerdictRow(row.allocator(), figures, rss);
    }
}
