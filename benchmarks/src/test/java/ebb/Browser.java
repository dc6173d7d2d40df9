// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.stream.StreamSupport;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium with a page open in it; what the page logged and asked for is kept. */
final class Browser implements AutoCloseable {
    private static final int TALL = 900;

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /**
     * Starts the machine's own browser and driver; nothing is downloaded. Where they are not there the test fails if
     * the property ebb.browser is "required", and is skipped else.
     *
     * @param width pixels of the window; a phone's where it is below 500
     */
    static Browser start(int width) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program("chromium"));
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        options.addArguments("--disable-background-networking", "--no-first-run", "--hide-scrollbars");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriver driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(new File(program("chromedriver")))
                        .build(),
                options);
        Browser browser = new Browser(driver);
        // A window has a least width; a page's own has none.
        browser.command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", TALL, "deviceScaleFactor", 1, "mobile", width < 500));
        return browser;
    }

    private static String program(String name) {
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            Path program = Path.of(folder, name);
            if (Files.isExecutable(program)) {
                return program.toString();
            }
        }
        String sentence = name + " is not on this machine; on Debian: apt install chromium chromium-driver.";
        if ("required".equals(System.getProperty("ebb.browser"))) {
            return fail(sentence);
        }
        return abort(sentence);
    }

    Browser open(Path page) {
        driver.get(page.toUri().toString());
        return this;
    }

    Browser dark(boolean dark) {
        command(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        return this;
    }

    private Map<String, Object> command(String name, Map<String, Object> arguments) {
        return driver.executeCdpCommand(name, arguments);
    }

    /** What the console has shown since the last call, from warnings on. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(entry -> entry.getMessage())
                .toList();
    }

    /** Addresses that were asked for since the last call, without those that a page brings along itself. */
    List<String> requests() {
        return StreamSupport.stream(
                        driver.manage().logs().get(LogType.PERFORMANCE).spliterator(), false)
                .map(entry -> JsonParser.parseString(entry.getMessage())
                        .getAsJsonObject()
                        .getAsJsonObject("message"))
                .filter(message -> message.get("method").getAsString().equals("Network.requestWillBeSent"))
                .map(message -> message.getAsJsonObject("params").getAsJsonObject("request"))
                .map((JsonObject request) -> request.get("url").getAsString())
                .filter(url -> !url.startsWith("data:"))
                .toList();
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    WebElement one(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    /** The texts of all that fit, as they are shown. */
    List<String> texts(String selector) {
        return all(selector).stream().map(WebElement::getText).toList();
    }

    /** The value of a JavaScript expression or the result of a function's body. */
    Object run(String script, Object... arguments) {
        return Objects.requireNonNull(driver.executeScript(script, arguments), script);
    }

    Actions pointer() {
        return new Actions(driver);
    }

    /** The whole page, however long. */
    Path screenshot(Path file) throws IOException {
        Map<String, Object> shot =
                command("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
        return write(file, shot);
    }

    /** What the window shows. */
    Path window(Path file) throws IOException {
        return Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    /** The page on paper, A4. */
    Path print(Path file) throws IOException {
        return write(
                file,
                command(
                        "Page.printToPDF",
                        Map.of(
                                "printBackground",
                                true,
                                "preferCSSPageSize",
                                true,
                                "paperWidth",
                                8.27,
                                "paperHeight",
                                11.69)));
    }

    private static Path write(Path file, Map<String, Object> answer) throws IOException {
        return Files.write(file, Base64.getDecoder().decode((String) Objects.requireNonNull(answer.get("data"))));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
