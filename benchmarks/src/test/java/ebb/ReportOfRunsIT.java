// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** Reports of real runs, opened in a real browser. Screenshots are kept in target/report. */
@Execution(ExecutionMode.CONCURRENT)
class ReportOfRunsIT {
    private static final int DESKTOP = 1280;
    private static final int PHONE = 390;
    private static final Path SHOTS = Path.of("target", "report");

    @TempDir
    private static Path temp;

    private static Path page = Path.of("");

    @BeforeAll
    static void measureAndReport() throws Exception {
        Files.createDirectories(SHOTS);
        String allocators = "allocator=glibc,glibc-arena1,glibc-notcache";
        ended(EbbProcess.run(
                temp,
                "Burst",
                "-f",
                "2",
                "-p",
                allocators,
                "-p",
                "scenario=small",
                "--scenarios",
                BurstRuns.SCENARIOS));
        ended(EbbProcess.run(
                temp,
                "Interleaved",
                "-f",
                "1",
                "-wi",
                "1",
                "-i",
                "2",
                "-w",
                "100ms",
                "-r",
                "100ms",
                "-p",
                allocators,
                "-p",
                "blocks=1000",
                "-prof",
                "latency"));
        List<Path> runs;
        try (var folders = Files.list(temp.resolve("runs"))) {
            runs = folders.sorted().toList();
        }
        page = temp.resolve("report.html");
        EbbProcess.Ended report = EbbProcess.run(
                temp,
                "report",
                runs.get(0).toString(),
                runs.get(1).toString(),
                "-o",
                page.toString(),
                "--svg",
                temp.resolve("figures").toString());
        ended(report);
        assertThat(report.out()).contains("Report: " + page).contains("Figures: ");
    }

    @Test
    void everythingIsThereAndNothingIsAskedFor() {
        try (Browser browser = Browser.start(DESKTOP).open(page)) {
            assertThat(browser.texts("#burst-0 h2")).containsExactly("Burst: small");
            assertThat(browser.all("#burst-0 .panels figure")).hasSize(3);
            assertThat(browser.all("#burst-0 .panels canvas")).hasSize(3);
            assertThat(browser.all("#burst-0 .summary tbody tr")).hasSize(3);
            assertThat(browser.texts("#burst-0 .verdict p")).isNotEmpty().allMatch(text -> !text.isBlank());
            assertThat(browser.all("#burst-0 .cost svg.figure")).hasSize(2);
            assertThat(browser.all("#burst-0 .split svg.figure")).hasSize(1);
            assertThat(browser.texts("#latency h3")).hasSize(2);
            assertThat(browser.all("#latency canvas")).hasSize(2);
            assertThat(browser.texts("#environment pre").get(0)).startsWith("java -jar benchmarks.jar --out ");
            assertThat(browser.complaints()).isEmpty();
            assertThat(browser.requests()).containsExactly(page.toUri().toString());
        }
    }

    @Test
    void aColumnSortsBothWays() {
        try (Browser browser = Browser.start(DESKTOP).open(page)) {
            String head = "#burst-0 .summary thead th:nth-child(3)";
            String cells = "#burst-0 .summary tbody td:nth-child(3)";
            browser.one(head + " button").click();
            assertThat(browser.one(head).getAttribute("aria-sort")).isEqualTo("ascending");
            List<Double> ascending = numbers(browser.texts(cells));
            assertThat(ascending).hasSize(3).isSorted();

            browser.one(head + " button").sendKeys(Keys.ENTER);
            assertThat(browser.one(head).getAttribute("aria-sort")).isEqualTo("descending");
            assertThat(numbers(browser.texts(cells))).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        }
    }

    @Test
    void thePointerReadsAllPanels() {
        try (Browser browser = Browser.start(DESKTOP).open(page)) {
            assertThat(browser.texts(".reading").subList(0, 3)).allMatch(text -> text.startsWith("peak "));

            WebElement first = browser.all("#burst-0 .u-over").get(0);
            browser.pointer().moveToElement(first, 20, 0).perform();

            List<String> read = browser.texts("#burst-0 .reading");
            assertThat(read).hasSize(3).allMatch(text -> text.matches("\\d+\\.\\d s: RSS \\d+.* MiB, live \\d+ MiB"));
            assertThat(read.stream()
                            .map(text -> text.substring(0, text.indexOf(':')))
                            .distinct())
                    .hasSize(1);
        }
    }

    @Test
    void theSliderReadsAllPanelsByKeyboard() {
        try (Browser browser = Browser.start(DESKTOP).open(page)) {
            WebElement slider = browser.one("#burst-0 input[type=range]");
            slider.sendKeys(Keys.HOME, Keys.PAGE_UP, Keys.PAGE_UP, Keys.ARROW_RIGHT);

            assertThat(browser.texts("#burst-0 .reading")).hasSize(3).allMatch(text -> text.contains(" s: RSS "));
            assertThat(slider.getAttribute("aria-valuetext")).endsWith(" s after the start of the burst");
        }
    }

    @Test
    void draggingZoomsAllPanelsAndAButtonShowsTheWhole() {
        try (Browser browser = Browser.start(DESKTOP).open(page)) {
            String shown = "return JSON.stringify([...document.querySelectorAll('#burst-0 .u-over')]"
                    + ".map(over => over.dataset.shown))";
            String whole = (String) browser.run(shown);
            WebElement second = browser.all("#burst-0 .u-over").get(1);
            browser.pointer()
                    .moveToElement(second, -60, 0)
                    .clickAndHold()
                    .moveByOffset(80, 0)
                    .release()
                    .perform();

            String zoomed = (String) browser.run(shown);
            assertThat(zoomed).isNotEqualTo(whole);
            List<String> each = List.of(zoomed.substring(2, zoomed.length() - 2).split("\",\""));
            assertThat(each).hasSize(3).containsOnly(each.get(0));

            browser.one("#burst-0 button[data-zoom=all]").click();
            assertThat((String) browser.run(shown)).isEqualTo(whole);
            browser.one("#burst-0 button[data-zoom=idle]").click();
            assertThat((String) browser.run(shown)).isNotEqualTo(whole);
            assertThat(browser.one("#burst-0 button[data-zoom=idle]").getAttribute("aria-pressed"))
                    .isEqualTo("true");
        }
    }

    @Test
    void theReaderSaysHowOftenItBursts() {
        try (Browser browser = Browser.start(DESKTOP).open(page)) {
            String before = browser.one("#burst-0 .rent output").getText();
            WebElement input = browser.one("#burst-0 .rent input");
            input.sendKeys(Keys.chord(Keys.CONTROL, "a"), String.valueOf(input.getAttribute("max")));
            assertThat(browser.one("#burst-0 .rent output").getText())
                    .contains("GiB-hours a month")
                    .isNotEqualTo(before);

            input.sendKeys(Keys.chord(Keys.CONTROL, "a"), "999999");
            assertThat(browser.one("#burst-0 .rent output").getText()).startsWith("Give a whole number from 1 to ");
        }
    }

    @Test
    void textStandsOutInLightAndInDark() throws IOException {
        String script = resource("contrast.js");
        try (Browser browser = Browser.start(DESKTOP)) {
            for (boolean dark : List.of(false, true)) {
                browser.dark(dark).open(page);
                Map<?, ?> result = (Map<?, ?>) browser.run(script);
                assertThat((Long) result.get("texts")).isGreaterThan(100);
                assertThat((List<?>) result.get("faults")).as("dark " + dark).isEmpty();
            }
        }
    }

    @Test
    void itFitsADeskAPhoneAndPaper() throws IOException {
        try (Browser browser = Browser.start(DESKTOP).open(page)) {
            browser.screenshot(SHOTS.resolve("desktop.png"));
            browser.dark(true).open(page).screenshot(SHOTS.resolve("dark.png"));
            assertThat(Files.size(browser.print(SHOTS.resolve("print.pdf")))).isGreaterThan(20_000);
            assertThat(browser.complaints()).isEmpty();
        }
        try (Browser browser = Browser.start(PHONE).open(page)) {
            browser.screenshot(SHOTS.resolve("phone.png"));
            assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
                    .isEqualTo(PHONE);
            assertThat((Long) browser.run("return document.querySelector('#burst-0 .panels canvas').clientWidth"))
                    .isLessThan(PHONE);
        }
    }

    @Test
    void theFiguresAreFilesOfTheirOwn() throws IOException {
        try (Browser browser = Browser.start(DESKTOP);
                var files = Files.list(temp.resolve("figures"))) {
            List<Path> figures = files.sorted().toList();
            assertThat(figures)
                    .extracting(file -> file.getFileName().toString())
                    .containsExactly(
                            "cost-0-0.svg",
                            "cost-0-1.svg",
                            "latency-0.svg",
                            "latency-1.svg",
                            "split-0.svg",
                            "timelines-0.svg");
            for (Path figure : figures) {
                browser.open(figure);
                assertThat(browser.all("svg text")).as(figure.toString()).isNotEmpty();
                browser.window(SHOTS.resolve(figure.getFileName() + ".png"));
            }
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static void ended(EbbProcess.Ended ended) {
        assertThat(ended.code()).as(ended.err() + ended.out()).isZero();
    }

    private static List<Double> numbers(List<String> cells) {
        return cells.stream().map(cell -> Double.valueOf(cell.split("\n")[0])).toList();
    }

    private static String resource(String name) throws IOException {
        try (var in = ReportOfRunsIT.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
