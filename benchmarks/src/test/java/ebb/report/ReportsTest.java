// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ebb.allocator.Catalog;
import ebb.results.Metric;
import ebb.results.RunData;
import ebb.results.Rung;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {
    private static final Catalog CATALOG = Catalog.load(List.of());

    @TempDir
    private Path temp;

    @Test
    void forksBecomeMeanAndRange() {
        assertThat(Spread.of(3, 1, Double.NaN, 2)).isEqualTo(new Spread(2, 1, 3));
        assertThat(Spread.of(Double.NaN).isKnown()).isFalse();
    }

    @Test
    void whatARunLacksIsSaid() throws IOException {
        Path run = new RunFixture(temp.resolve("r"), 4)
                .asked("glibc")
                .asked("jemalloc")
                .asked("scudo")
                .asked("tcmalloc")
                .failed("tcmalloc", "it crashed (signal 11, segmentation fault).")
                .failed("tcmalloc", "a second reason.")
                .burst("glibc", "quick", 300, 310)
                .burst("jemalloc", "quick", 20)
                .failed("jemalloc", "it hung.")
                .failed("jemalloc", "it hung again, when it was tried once more.")
                .timeline("glibc", "quick", 1, 300, 100)
                .write();

        Report report = report(run);

        assertThat(report.bursts()).hasSize(1);
        assertThat(report.bursts().get(0).missing())
                .containsExactly(
                        "No fork of scudo gave a result: the run's own output says why.",
                        "No fork of tcmalloc gave a result: it crashed (signal 11, segmentation fault).",
                        "Of jemalloc 1 fork failed, beside the 1 that gave a result.",
                        "No timeline of RSS was kept: jemalloc.",
                        "Why memory stayed was not asked in this run; -prof \"rss:why=true\" asks.");
        assertThat(report.missing())
                .containsExactly(
                        "No steady load was run, so there is no throughput; Interleaved measures it.",
                        "No call of the allocator was timed; -prof latency times them.");
    }

    /** Two runs of one load, of which each asked for as many forks as it liked. */
    @Test
    void aRunThatAskedForFewerForksLacksNone() throws IOException {
        Path five = new RunFixture(temp.resolve("a"), 4)
                .burst("glibc", "quick", 1, 2, 3, 4, 5)
                .write();
        Path one = new RunFixture(temp.resolve("b"), 4)
                .burst("mimalloc3", "quick", 20)
                .write();

        assertThat(report(five, one).bursts().get(0).missing())
                .noneMatch(text -> text.contains("mimalloc3") || text.startsWith("One fork each"));
    }

    @Test
    void forksThatTheirLimitEndedAreTold() throws IOException {
        Path run = new RunFixture(temp.resolve("r"), 4)
                .asked("glibc")
                .asked("scudo")
                .asked("tcmalloc")
                .burst("scudo", "quick", 20)
                .failed("tcmalloc", "it failed in another load.", "large")
                .killed("glibc", "quick", 1, 566)
                .killed("glibc", "large", 2, 600)
                .write();

        Report report = report(run);

        assertThat(report.bursts().get(0).missing())
                .contains(
                        "No fork of glibc gave a result: its memory limit ended them.",
                        "No fork of tcmalloc gave a result: the run's own output says why.",
                        "Survived = no: Burst.burst (allocator = glibc, scenario = quick), fork 1: the kernel's OOM killer"
                                + " ended it at its limit of 566 MiB, with 500.0 MiB resident, 300.0 MiB of it live.")
                .noneMatch(text -> text.contains("large"));
        assertThat(report.missing())
                .filteredOn(text -> text.startsWith("Survived"))
                .singleElement()
                .asString()
                .contains("scenario = large");
    }

    @Test
    void burstsOfAServiceThatDifferAreNotInOneTable() throws IOException {
        Path one = service("a", 4, "glibc", "60");
        Path other = service("b", 4, "glibc", "30");
        Path same = service("c", 4, "scudo", "60");

        assertThat(report(one, other, same).bursts())
                .extracting(Report.Burst::name, burst -> burst.rows().size())
                .containsExactly(tuple("service shop, idle 60", 2), tuple("service shop, idle 30", 1));
        assertThat(report(one, same).bursts()).extracting(Report.Burst::name).containsExactly("service shop");
    }

    private Path service(String name, double idle, String allocator, String told) throws IOException {
        Path run = new RunFixture(temp.resolve(name), idle)
                .burst(allocator, "quick", 300)
                .write();
        ofService(run, "{\"burst\": \"ab\", \"idle\": \"" + told + "\"}");
        return run;
    }

    /** Makes its rows those of a service. */
    private static void ofService(Path run, String load) throws IOException {
        Path rows = run.resolve("result.json");
        Files.writeString(rows, Files.readString(rows).replace("\"scenario\":\"quick\"", "\"service\":\"shop\""));
        Path environment = run.resolve("environment.json");
        Files.writeString(
                environment,
                Files.readString(environment)
                        .replaceFirst(
                                "\\{",
                                "{\"services\": [{\"name\": \"shop\", \"load\": " + load
                                        + ", \"figures\": [{\"label\": \"p99\","
                                        + " \"regex\": \"(.)\", \"unit\": \"ms\", \"better\": \"less\"}]}],"));
    }

    @Test
    void whatAServicesBurstPrintsHasAColumnWithItsUnit() throws IOException {
        Path run = new RunFixture(temp.resolve("r"), 4)
                .burst("glibc", "quick", 300)
                .with("p99", 12.5)
                .write();
        ofService(run, "{}");

        Report report = report(run);

        assertThat(report.bursts().get(0).printed()).containsExactly("p99");
        assertThat(report.metrics()).containsEntry("p99", new Report.MetricNote("ms", "printed by the burst"));
    }

    @Test
    void oneForkEachIsSaid() throws IOException {
        Path run = new RunFixture(temp.resolve("r"), 4)
                .burst("glibc", "quick", 300)
                .write();

        assertThat(report(run).bursts().get(0).missing())
                .contains("One fork each: how much a figure varies from fork to fork is not known, and differences of a"
                        + " few per cent mean nothing.")
                .contains("No timeline of RSS was kept: of none of them.");
    }

    @Test
    void ofTwoRunsTheLaterOneIsShown() throws IOException {
        Path early = new RunFixture(temp.resolve("a"), 4)
                .burst("glibc", "quick", 300)
                .burst("scudo", "quick", 200)
                .write();
        Path late = new RunFixture(temp.resolve("b"), 4)
                .burst("glibc", "quick", 111)
                .steady("glibc", 40)
                .write();

        Report report = report(early, late);

        Report.Burst quick = report.bursts().get(0);
        assertThat(quick.rows())
                .extracting(row -> row.metric(Metric.RETAINED).mean())
                .containsExactly(111.0, 200.0);
        assertThat(quick.rows().get(0).metric(BurstRow.CPU).mean()).isEqualTo(3 - 111 / 400.0 + 0.5);
        assertThat(report.steady().get(0).rows().get(0).score()).isEqualTo(new Spread(40, 40, 40));
        assertThat(report.runs()).extracting(Report.Run::name).containsExactly("a", "b");
    }

    /** The table has the columns that the command prints. */
    @Test
    void theSmallestLimitsOfEachLoadHaveTheirTable() throws IOException {
        Path run = new RunFixture(temp.resolve("r"), 4)
                .burst("glibc", "quick", 300)
                .with("limit.min", 577)
                .with("limit.died", 566)
                .with("rss.base.anon", 157)
                .with("limit.makespan", 6)
                .burst("scudo", "quick", 200)
                .steady("glibc", 40)
                .with("limit.min", 191)
                .with("limit.peak", 195)
                .write();

        Report report = report(run);

        assertThat(report.limits())
                .extracting(Report.Limits::name)
                .containsExactly("quick", "Interleaved.replace (sizes = small)");
        assertThat(report.limits())
                .extracting(load ->
                        load.columns().stream().map(Report.LimitColumn::title).toList())
                .containsExactly(
                        List.of("live", "peak", "limit", "too small", "JVM", "burst", "at limit"),
                        List.of("charged", "limit", "too small"));
        assertThat(report.limits().get(0).rows()).singleElement().satisfies(row -> {
            assertThat(report.allocators().get(row.allocator()).id()).isEqualTo("glibc");
            assertThat(row.metric(Metric.LIMIT_DIED).mean()).isEqualTo(566);
            assertThat(row.metrics().keySet())
                    .containsExactlyElementsOf(report.limits().get(0).columns().stream()
                            .map(Report.LimitColumn::metric)
                            .toList());
        });
        assertThat(new SvgFigures(report).files()).containsKeys("limit-0", "limit-1");
    }

    @Test
    void aThroughputWithEveryCallTimedIsAnother() throws IOException {
        Path plain = new RunFixture(temp.resolve("a"), 4).steady("glibc", 40).write();
        Path timed = new RunFixture(temp.resolve("b"), 4).timed("glibc", 5).write();

        List<Report.Steady> steady = report(plain, timed).steady();

        assertThat(steady)
                .extracting(Report.Steady::name)
                .containsExactly(
                        "Interleaved.replace (sizes = small)", "Interleaved.replace (sizes = small), every call timed");
        assertThat(steady)
                .extracting(section -> section.rows().get(0).score().mean())
                .containsExactly(40.0, 5.0);
    }

    @Test
    void histogramsOfAllForksAreOneCurve() throws IOException {
        Path run = new RunFixture(temp.resolve("r"), 4)
                .steady("glibc", 40, 42)
                .latency("glibc", 1, 50, 20)
                .latency("glibc", 2, 50, 100)
                .write();

        List<Report.Latency> latencies = report(run).latencies();

        assertThat(latencies).extracting(Report.Latency::call).containsExactly("malloc", "free");
        LatencyCurve curve = latencies.get(0).curves().get(0);
        assertThat(curve.calls()).isEqualTo(100);
        assertThat(curve.median()).isEqualTo(20);
        assertThat(curve.longest()).isEqualTo(100);
        // 0 %, 25 %, 44 %, 58 %: half of the calls took 20 ns. It ends at 99 %, one call of the hundred.
        assertThat(curve.nanos()).startsWith(20L, 20L, 20L, 100L).hasSize(2 * LatencyCurve.STEPS + 1);
    }

    @Test
    void theEnvironmentIsToldInWords() throws IOException {
        Report.Run run = report(new RunFixture(temp.resolve("r"), 4)
                        .burst("glibc", "quick", 1)
                        .write())
                .runs()
                .get(0);

        assertThat(run.command()).isEqualTo("java -jar benchmarks.jar Burst -p allocator=glibc,jemalloc -f 2");
        assertThat(run.facts())
                .contains(new Report.Fact("memory", "8.0 GiB"), new Report.Fact("CPU", "A CPU of the test"))
                .contains(new Report.Fact("swap", "total 0.0 GiB, used 0.0 GiB"))
                .contains(new Report.Fact("forks at a time (lanes)", "1"));
        assertThat(run.warnings()).containsExactly("The CPU governor is 'powersave'.");
    }

    @Test
    void aFileOfJmhAloneWillDo() throws IOException {
        Path run = new RunFixture(temp.resolve("r"), 4)
                .burst("glibc", "quick", 300)
                .write();
        Path alone = Files.copy(run.resolve("result.json"), temp.resolve("alone.json"));

        Report report = report(alone);

        assertThat(report.runs().get(0).name()).isEqualTo("alone.json");
        assertThat(report.runs().get(0).facts()).isEmpty();
        assertThat(report.bursts().get(0).rows()).hasSize(1);
    }

    @Test
    void thePageHoldsNothingThatItsPolicyDoesNotAllow() throws Exception {
        String html = html(new RunFixture(temp.resolve("r"), 4)
                .burst("glibc", "quick", 300)
                .write());

        String policy = match("Content-Security-Policy\" content=\"([^\"]+)\"", html);
        assertThat(policy)
                .startsWith("default-src 'none'; ")
                .doesNotContain("unsafe")
                .doesNotContain("http");
        Matcher inline = Pattern.compile("<(?:script|style)>(.*?)</(?:script|style)>", Pattern.DOTALL)
                .matcher(html);
        int count = 0;
        while (inline.find()) {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(inline.group(1).getBytes(StandardCharsets.UTF_8));
            assertThat(policy).contains("'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
            count++;
        }
        assertThat(count).isEqualTo(4);
        assertThat(html).doesNotContain(" style=\"").doesNotContain(" onclick=").doesNotContain("{{");
    }

    @Test
    void noNameEndsTheScriptThatHoldsTheData() throws IOException {
        String name = "/opt/</script><script>alert(1)</script>{{data}}<!--.so";
        String html = html(new RunFixture(temp.resolve("r--\u202e.so"), 4)
                .burst(name, "quick", 300)
                .write());

        assertThat(html).contains("\\u003c/script\\u003e\\u003cscript\\u003ealert(1)");
        assertThat(html)
                .doesNotContain("<script>alert(1)")
                .contains("--\ufffd.so")
                .doesNotContain("\u202e");
    }

    @Test
    void thePageIsToldEveryRungAndWhatEachMetricMeans() throws IOException {
        Report report = report(new RunFixture(temp.resolve("r"), 4)
                .burst("glibc", "quick", 300)
                .with("why.outside", 300)
                .write());

        assertThat(report.parts())
                .extracting(Report.Part::metric)
                .containsAll(Arrays.stream(Rung.values())
                        .map(rung -> rung.metric().label())
                        .toList());
        assertThat(report.metrics())
                .containsEntry("rss.peak", new Report.MetricNote("MiB", Metric.RSS_PEAK.meaning()))
                .containsKey("why.outside")
                .doesNotContainKey("why.exit");
    }

    @Test
    void unprovenSettingsAreTold() throws IOException {
        Report report = report(new RunFixture(temp.resolve("r"), 4)
                .asked("glibc")
                .asked("jemalloc", "MALLOC_CONF narenas")
                .burst("glibc", "quick", 300)
                .burst("jemalloc", "quick", 20)
                .write());

        assertThat(report.allocators())
                .extracting(Report.AllocatorNote::id, Report.AllocatorNote::unproven)
                .containsExactly(tuple("glibc", List.of()), tuple("jemalloc", List.of("MALLOC_CONF narenas")));
    }

    private static Report report(Path... runs) {
        return Reports.report(Arrays.stream(runs).map(RunData::read).toList(), CATALOG, null);
    }

    private static String html(Path run) {
        return Reports.read(List.of(RunData.read(run)), CATALOG, null).html();
    }

    private static String match(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }
}
