// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ebb.report.Axes.Axis;
import ebb.report.Svg.Box;
import ebb.results.Metric;
import ebb.results.Rung;
import ebb.results.UsedAllocator;
import ebb.verdict.VerdictRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SvgFiguresTest {
    @Test
    void theFrontHoldsWhatNothingElseBeatsAtBoth() {
        CostFigure.Point cheap = point(0, 1, 100);
        CostFigure.Point tidy = point(1, 3, 10);
        CostFigure.Point beaten = point(2, 3, 50);
        CostFigure.Point between = point(3, 2, 40);

        assertThat(CostFigure.front(List.of(tidy, beaten, between, cheap), false))
                .containsExactly(cheap, between, tidy);
        assertThat(CostFigure.front(List.of(tidy, beaten, between, cheap), true))
                .containsExactly(tidy);
    }

    @Test
    void equalPointsAreBothOnTheFront() {
        assertThat(CostFigure.front(List.of(point(0, 1, 1), point(1, 1, 1)), false))
                .hasSize(2);
    }

    @Test
    void ticksAreRound() {
        Axis scale = Axis.upTo(437, 0, 500);

        assertThat(scale.most()).isEqualTo(500);
        assertThat(scale.ticks(5)).containsExactly(0.0, 100.0, 200.0, 300.0, 400.0, 500.0);
        assertThat(scale.at(250)).isEqualTo(250);
    }

    @Test
    void aLogarithmicAxisHasPowersOfTen() {
        Axis scale = Axis.powers(36, 22_000, 100, 0);

        assertThat(scale.ticks(3)).containsExactly(10.0, 100.0, 1000.0, 10_000.0, 100_000.0);
        assertThat(scale.at(10)).isEqualTo(100);
        assertThat(scale.at(1000)).isEqualTo(50);
    }

    @Test
    void namesDoNotCoverEachOtherOrPoints() {
        PointNames names = new PointNames(new Box(0, 0, 400, 300));
        names.point(100, 100);
        names.point(104, 102);

        PointNames.Place one = names.place(100, 100, "jemalloc");
        PointNames.Place other = names.place(104, 102, "mimalloc3");

        Box first = new Box(one.x(), one.y() - 10.5, one.width(), 14);
        Box second = new Box(other.x(), other.y() - 10.5, other.width(), 14);
        assertThat(first.intersects(second)).isFalse();
        assertThat(first.intersects(new Box(94, 94, 12, 12))).isFalse();
        assertThat(second.intersects(new Box(94, 94, 12, 12))).isFalse();
    }

    @Test
    void namesBesideCurvesKeepApart() {
        assertThat(LatencyFigure.spread(new double[] {50, 52, 90})).containsExactly(50, 65, 90);
        // The plot ends at 354.
        assertThat(LatencyFigure.spread(new double[] {350, 351, 352})).containsExactly(324, 339, 354);
    }

    @Test
    void segmentsAddUpToWhatIsRetained() {
        BurstRow row = row(Map.of("rss.retained", 100.0, "live.idle", 5.0, "rss.lazyfree", 15.0));

        assertThat(ResidentPart.of(row).entrySet())
                .extracting(part -> part.getKey().words(), Map.Entry::getValue)
                .containsExactly(
                        tuple("still allocated by the program", 5.0),
                        tuple("given back, counted until memory is short (MADV_FREE)", 15.0),
                        tuple("kept by the allocator", 80.0));
    }

    @Test
    void whatAServiceKeepsMayBeItsOwn() {
        assertThat(ResidentPart.of(row(Map.of("rss.retained", 100.0))).keySet())
                .extracting(ResidentPart::words)
                .containsExactly("kept by the allocator, or by the program");
        BurstRow asked = row(Map.of(
                "rss.retained", 100.0, "rss.peak", 200.0, "rss.base", 50.0, "why.outside", 20.0, "why.rest", 80.0));
        assertThat(ResidentPart.of(asked).keySet())
                .extracting(ResidentPart::words)
                .containsExactly(
                        "given back on request, from any thread",
                        "not from outside: kept by its own threads, or by the program");
        assertThat(asked.gaveBack()).isEqualTo("not from outside 80 %; on request, from any thread 20 %");
        assertThat(new SplitFigure("T", List.of(asked), List.of("glibc")).draw("s", ""))
                .contains(">not from outside: kept by its own threads, or by the program<");
    }

    @Test
    void aBurstThatWasRepeatedAndLeftMoreTakesNothingFromWhatWasHeld() {
        BurstRow row = row(Map.of("rss.retained", 100.0, "why.outside", 20.0, "why.repeat", -30.0, "why.rest", 110.0));

        assertThat(ResidentPart.of(row).entrySet())
                .extracting(part -> part.getKey().metric(), Map.Entry::getValue)
                .containsExactly(tuple(Rung.OUTSIDE.metric(), 20.0), tuple(Rung.REST.metric(), 80.0));
    }

    @Test
    void withALadderTheRestIsSplit() {
        BurstRow row = row(Map.of(
                "rss.retained", 100.0, "why.wait", -1.0, "why.outside", 81.0, "why.exit", 10.0, "why.rest", 10.0));

        assertThat(ResidentPart.of(row).entrySet())
                .extracting(part -> part.getKey().metric(), Map.Entry::getValue)
                .containsExactly(
                        tuple(Rung.WAIT.metric(), -1.0),
                        tuple(Rung.OUTSIDE.metric(), 81.0),
                        tuple(Rung.EXIT.metric(), 10.0),
                        tuple(Rung.REST.metric(), 10.0));
        assertThat(row.gaveBack()).isEqualTo("on request, from any thread 80 %");
    }

    @Test
    void everyPartHasLooksOfItsOwn() {
        for (Rung.Order order : Rung.Order.values()) {
            assertThat(ResidentPart.ALL.stream()
                            .filter(part -> Rung.CLIMBED.stream()
                                    .noneMatch(rung -> rung.metric().equals(part.metric())
                                            && !order.rungs().contains(rung)))
                            .map(ResidentPart::looks))
                    .as("live, lazily freed, what the ladder gave back, rest")
                    .hasSize(3 + order.rungs().size())
                    .doesNotHaveDuplicates();
        }
        assertThat(ResidentPart.ALL.stream().map(ResidentPart::column)).doesNotHaveDuplicates();
    }

    @Test
    void whatCameByItselfIsNoStepsDoing() {
        assertThat(row(Map.of("why.outside", 30.0, "why.exit", 70.0, "why.drift", 40.0))
                        .gaveBack())
                .isEqualTo("when its threads end 70 %");
    }

    @Test
    void whyIsEmptyWhereNothingWasAsked() {
        assertThat(row(Map.of("rss.retained", 100.0)).gaveBack()).isEmpty();
    }

    @Test
    void whereTheVerdictSaysThatThereIsNothingToGainTheTableNamesNoRung() {
        assertThat(row(Map.of("why.exit", 4.9, "rss.peak", 100.0)).gaveBack()).isEmpty();
        assertThat(row(Map.of("why.exit", 5.0, "rss.peak", 100.0)).gaveBack()).isEqualTo("when its threads end 100 %");
        assertThat(row(Map.of("why.exit", 1.9, "rss.peak", 10.0)).gaveBack()).isEmpty();
        assertThat(row(Map.of("why.exit", 2.0, "rss.peak", 10.0)).gaveBack()).isEqualTo("when its threads end 100 %");
    }

    private static String limit(Map<String, Double> metrics) {
        Map<String, Spread> spreads = new HashMap<>();
        metrics.forEach((label, value) -> spreads.put(label, Spread.of(value)));
        return new LimitFigure("T", List.of(new Report.LimitRow(0, 1, spreads)), List.of("glibc")).draw("l", "");
    }

    @Test
    void aLimitIsTheJvmsShareWhatWasLiveAndWhatIsNeededOnTop() {
        assertThat(limit(Map.of("limit.min", 577.0, "rss.base.anon", 157.0, "live.peak", 320.0)))
                .contains(
                        ">glibc, 577 MiB: the JVM's own, before the burst: 157 MiB, live: allocated by the program: 320"
                                + " MiB, above live: what the allocator needs on top: 100 MiB.<",
                        ">157<",
                        ">320<",
                        ">100<",
                        ">577 MiB<",
                        "segment area-base",
                        "segment area-live",
                        "segment f7");
    }

    /** Nobody sees from outside what is live in it. */
    @Test
    void ofAServiceItsBaseIsAPart() {
        assertThat(limit(Map.of("limit.min", 73.0, "rss.base", 20.0)))
                .contains(
                        ">glibc, 73 MiB: resident before the burst: 20 MiB, above that: 53 MiB.<",
                        ">73 MiB<",
                        "segment area-base");
    }

    @Test
    void ofASteadyLoadWhatItCouldDoWithoutIsAnOutline() {
        assertThat(limit(Map.of("limit.min", 150.0, "limit.peak", 191.0)))
                .contains(
                        ">glibc, 150 MiB: the limit: 150 MiB, charged without a limit, and not needed: 41 MiB.<",
                        ">150 MiB<",
                        "\"returned\"");
        assertThat(limit(Map.of("limit.min", 237.0, "limit.peak", 228.0)))
                .contains(">glibc, 237 MiB: the limit: 237 MiB.<")
                .doesNotContain("returned");
    }

    /** Below what was resident or live; the kernel counts more than RSS, and less. */
    @Test
    void aLimitThatCannotBeSplitIsOneBar() {
        for (Map<String, Double> metrics : List.of(
                Map.of("limit.min", 65.0),
                Map.of("limit.min", 65.0, "rss.base", 70.0),
                Map.of("limit.min", 65.0, "rss.base.anon", 20.0, "live.peak", 50.0))) {
            assertThat(limit(metrics))
                    .contains(">glibc, 65 MiB: the limit: 65 MiB.<", ">65 MiB<")
                    .doesNotContain("live");
        }
    }

    @Test
    void namesInAFigureAreText() {
        String svg = new SplitFigure(
                        "T",
                        List.of(row(Map.of("rss.retained", 10.0, "rss.peak", 20.0, "rss.base", 5.0))),
                        List.of("</svg><script>x</script>\u0001\ud800\u202e"))
                .draw("id", "");

        assertThat(svg)
                .contains("&lt;/svg&gt;&lt;script")
                .doesNotContain("<script")
                .contains("\ufffd\ufffd\ufffd");
    }

    private static BurstRow row(Map<String, Double> metrics) {
        Map<Metric, Double> figures = new HashMap<>(Map.of(Metric.RSS_BASE, 0.0, Metric.RSS_PEAK, 100.0));
        metrics.forEach((label, value) -> figures.put(Metric.of(label), value));
        Map<String, Spread> spreads = new HashMap<>();
        figures.forEach((metric, value) -> spreads.put(metric.label(), Spread.of(value)));
        VerdictRow verdict = new VerdictRow(UsedAllocator.unknown("glibc"), figures, List.of());
        return new BurstRow(0, 1, spreads, List.of(), ResidentPart.largest(verdict), null);
    }

    private static CostFigure.Point point(int allocator, double x, double y) {
        return new CostFigure.Point(allocator, Spread.of(x), Spread.of(y));
    }
}
