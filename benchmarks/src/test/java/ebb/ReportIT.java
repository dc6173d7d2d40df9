// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.report.RunFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Reports of runs that are made up, opened in a real browser. Screenshots are kept in target/report. */
@Execution(ExecutionMode.CONCURRENT)
class ReportIT {
    private static final int DESKTOP = 1280;
    private static final int PHONE = 390;
    private static final Path SHOTS = Path.of("target", "report");

    @TempDir
    private static Path temp;

    @BeforeAll
    static void makeTheFolderOfScreenshots() throws IOException {
        Files.createDirectories(SHOTS);
    }

    @Test
    void hostileNamesStayNames() throws Exception {
        String name = "/opt/</script><img src=x onerror=alert(1)><b>\"'&{{data}}.so";
        Path run = new RunFixture(temp.resolve("hostile"), 4)
                .asked(name)
                .burst(name, "<i>quick</i>", 300, 301)
                .burst("glibc", "<i>quick</i>", 100, 90)
                .steady(name, 40, 41)
                .steady("glibc", 40, 41)
                .latency(name, 1, 500, 20, 30)
                .timeline(name, "<i>quick</i>", 1, 300, 50)
                .write();
        Path hostile = temp.resolve("hostile.html");
        ended(EbbProcess.run(temp, "report", run.toString(), "-o", hostile.toString()));

        try (Browser browser = Browser.start(PHONE).open(hostile)) {
            assertThat(browser.all("img, main b, main i")).isEmpty();
            assertThat(browser.texts("#burst-0 h2")).containsExactly("Burst: <i>quick</i>");
            assertThat(browser.one("#burst-0 .summary tbody tr:last-child th").getText())
                    .contains("<img src=x");
            assertThat(browser.complaints()).isEmpty();
            assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
                    .isEqualTo(PHONE);
            browser.screenshot(SHOTS.resolve("hostile.png"));
        }
    }

    @Test
    void whatIsMissingIsSaid() throws Exception {
        Path run = new RunFixture(temp.resolve("bare"), 4)
                .asked("glibc")
                .asked("scudo")
                .burst("glibc", "quick", 300)
                .write();
        Path bare = temp.resolve("bare.html");
        ended(EbbProcess.run(temp, "report", run.toString(), "-o", bare.toString()));

        try (Browser browser = Browser.start(DESKTOP).open(bare)) {
            assertThat(browser.texts("#burst-0 .gaps li"))
                    .anyMatch(text -> text.contains("scudo"))
                    .anyMatch(text -> text.contains("No timeline"))
                    .anyMatch(text -> text.startsWith("One fork each"));
            assertThat(browser.texts("#missing li")).hasSize(2);
            assertThat(browser.all("canvas")).isEmpty();
            assertThat(browser.complaints()).isEmpty();
            browser.screenshot(SHOTS.resolve("bare.png"));
        }
    }

    @Test
    void whatIsNotCertainIsMarked() throws Exception {
        Path run = new RunFixture(temp.resolve("uncertain"), 4)
                .asked("glibc")
                .asked("jemalloc", "MALLOC_CONF narenas")
                .burst("glibc", "quick", 300)
                .with("rss.error", 2.25)
                .burst("jemalloc", "quick", 30)
                .timeline("glibc", "quick", 1, 300, 50)
                .write();
        Path uncertain = temp.resolve("uncertain.html");
        ended(EbbProcess.run(temp, "report", run.toString(), "-o", uncertain.toString()));

        try (Browser browser = Browser.start(DESKTOP).open(uncertain)) {
            assertThat(browser.texts("#burst-0 .summary tbody th"))
                    .anyMatch(text -> text.startsWith("jemalloc") && text.contains("unproven: MALLOC_CONF narenas"))
                    .noneMatch(text -> text.startsWith("glibc") && text.contains("unproven"));
            assertThat(browser.texts("#burst-0 .summary tbody td:nth-child(3)"))
                    .containsExactly("580", "580\n\u00b1\u20092.3");
            assertThat(browser.one("#burst-0 .timelines .error").getText())
                    .startsWith("A sample of RSS may be off by 2.3 MiB");
            assertThat(browser.texts("#environment tbody tr"))
                    .anyMatch(text -> text.startsWith("jemalloc") && text.contains("MALLOC_CONF narenas"));
            assertThat(browser.complaints()).isEmpty();
        }
    }

    /** The other row's ladder makes the time axis longer than this row's idle period. */
    @Test
    void aMomentAfterTheBurstIsOneOfTheIdlePeriod() throws Exception {
        Path run = new RunFixture(temp.resolve("moments"), 4)
                .burst("glibc", "quick", 300)
                .burst("jemalloc", "quick", 30)
                .timeline("glibc", "quick", 1, 300, 50)
                .timeline("jemalloc", "quick", 1, 30, 50)
                .write();
        Path timeline;
        try (var all = Files.list(run.resolve("timelines"))) {
            timeline = all.filter(file -> file.toString().contains("jemalloc"))
                    .findFirst()
                    .orElseThrow();
        }
        StringBuilder ladder = new StringBuilder(Files.readString(timeline));
        for (double at = 7.05; at < 20; at += 0.05) {
            ladder.append(String.format(Locale.ROOT, "%.6f,200.000,0.000000,outside%n", at));
        }
        Files.writeString(timeline, ladder);
        Path moments = temp.resolve("moments.html");
        ended(EbbProcess.run(temp, "report", run.toString(), "-o", moments.toString()));

        try (Browser browser = Browser.start(DESKTOP).open(moments)) {
            assertThat((String) browser.run("return [...document.querySelectorAll('#burst-0 .moments thead button')]"
                            + ".map(head => head.textContent).join(' | ')"))
                    .isEqualTo("allocator | base | peak | end of burst | +1 s | +2 s | end of idle");
        }
    }

    @Test
    void againstABaselineTheVerdictsOfCompareAreShown() throws Exception {
        Path base = fiveForks("base", 100, 300);
        Path now = fiveForks("now", 200, 300);
        Path compared = temp.resolve("compared.html");
        ended(EbbProcess.run(temp, "report", now.toString(), "--baseline", base.toString(), "-o", compared.toString()));

        try (Browser browser = Browser.start(DESKTOP).open(compared)) {
            List<String> lines = browser.texts("#baseline tbody tr");
            assertThat(lines)
                    .anyMatch(line ->
                            line.contains("jemalloc") && line.contains("rss.retained") && line.contains("worse"))
                    .noneMatch(line -> line.contains("glibc") && line.contains("worse"));
            assertThat(browser.texts("#baseline .worse")).first().asString().isEqualTo("\u25b2 worse");
            assertThat(browser.complaints()).isEmpty();
            browser.screenshot(SHOTS.resolve("compared.png"));
        }
    }

    @Test
    void everyVerdictOfCompareHasItsWords() throws Exception {
        Path now = fiveForks("unchanged", 100, 300);
        Path compared = temp.resolve("no-worse.html");
        ended(EbbProcess.run(
                temp,
                "report",
                now.toString(),
                "--baseline",
                now.toString(),
                "--no-worse",
                "rss.retained=5%",
                "-o",
                compared.toString()));

        try (Browser browser = Browser.start(DESKTOP).open(compared)) {
            assertThat(browser.texts("#baseline tbody tr"))
                    .anyMatch(line -> line.contains("rss.retained") && line.contains("no worse"))
                    .allMatch(line -> line.contains("Burst.burst, scenario = quick, mode ss, 1 thread"));
            assertThat(browser.complaints()).isEmpty();
        }
    }

    /** A burst and its idle period that fit into no hour have no cost a month, and what is nearly 0 has no sign. */
    @Test
    void whatIsNotTrueOfALongIdlePeriodIsNotTold() throws Exception {
        Path run = new RunFixture(temp.resolve("long"), 4000)
                .burst("glibc", "quick", 300, 100)
                .burst("jemalloc", "quick", -0.04)
                .write();
        Path page = temp.resolve("long.html");
        ended(EbbProcess.run(temp, "report", run.toString(), "-o", page.toString()));

        try (Browser browser = Browser.start(DESKTOP).open(page)) {
            assertThat(browser.texts("#burst-0 .summary thead th")).noneMatch(text -> text.startsWith("rent"));
            assertThat(browser.one("#burst-0 .legend").getText())
                    .contains("of which about 180 MiB, the base, were")
                    .doesNotContain("rent");
            assertThat(browser.one("#burst-0 .rent").isDisplayed()).isFalse();
            assertThat(browser.texts("#burst-0 .summary tbody td:nth-child(2)").get(0))
                    .startsWith("0.0")
                    .contains("0 %");
            assertThat(browser.texts("#burst-0 .summary tbody td:nth-child(4)"))
                    .containsExactly("1.0", ">2000.5\n1.0\u2009\u2013\u2009>4000");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static Path fiveForks(String name, double retained, double ofGlibc) throws IOException {
        return new RunFixture(temp.resolve(name), 4)
                .burst("jemalloc", "quick", retained, retained + 1, retained + 2, retained + 3, retained + 4)
                .burst("glibc", "quick", ofGlibc, ofGlibc + 1, ofGlibc + 2, ofGlibc + 3, ofGlibc + 4)
                .write();
    }

    @Test
    void aLargeReportIsSmall() throws Exception {
        RunFixture fixture = new RunFixture(temp.resolve("large"), 57);
        for (int a = 0; a < 20; a++) {
            String id = "allocator-" + a;
            double retained = 20 * a;
            fixture.asked(id).burst(id, "quick", retained, retained + 1, retained + 2, retained + 3, retained + 4);
            for (int fork = 1; fork <= 5; fork++) {
                fixture.timeline(id, "quick", fork, retained + fork, 10);
            }
        }
        Path large = temp.resolve("large.html");
        ended(EbbProcess.run(temp, "report", fixture.write().toString(), "-o", large.toString()));

        assertThat(Files.size(large)).isBetween(500_000L, 5_000_000L);
        try (Browser browser = Browser.start(DESKTOP).open(large)) {
            assertThat(browser.all("#burst-0 .panels canvas")).hasSize(20);
            // For measure/report.sh: how fast depends on the machine, and is no test.
            System.out.println("A report of 20 allocators, 5 forks, 60 s at 10 ms: " + Files.size(large)
                    + " bytes, drawn and interactive after " + Math.round(drawn(browser)) + " ms");
            assertThat(browser.complaints()).isEmpty();
            browser.screenshot(SHOTS.resolve("large.png"));
        }
    }

    /** Milliseconds from the page's opening until its scripts were done. */
    private static double drawn(Browser browser) {
        Number end = (Number) browser.run("return performance.getEntriesByType('navigation')[0].loadEventEnd");
        return end.doubleValue();
    }

    private static void ended(EbbProcess.Ended ended) {
        assertThat(ended.code()).as(ended.err() + ended.out()).isZero();
    }
}
