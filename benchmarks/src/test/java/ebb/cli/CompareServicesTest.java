// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import static ebb.results.RunText.metric;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.base.Json;
import ebb.results.Environment;
import ebb.results.Environments;
import ebb.results.RunText;
import ebb.results.UsedService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two runs of a user's own service, whose folders say what it is; nothing here starts a fork. */
class CompareServicesTest {
    private static final String SCORES = "5.0 5.1 5.2 5.3 5.4";
    private static final String FEW = "10 11 12 13 14";
    private static final String MANY = "20 21 22 23 24";

    private final Calls ebb = new Calls();

    @TempDir
    private Path temp;

    private String better = "less";
    private String regex = "p99: (\\d+)";
    private String burst = "wrk -d5s";
    private String start = "./shop";

    @ParameterizedTest
    @CsvSource(textBlock = """
                    less,    (less is better), worse,  1
                    more,    (more is better), better, 0
                    neither, (not judged),     '',     2""")
    void aFigureOfTheUsersOwnIsJudgedAsItsDefinitionSays(String wanted, String words, String verdict, int exit)
            throws IOException {
        better = wanted;
        run("base", FEW);
        run("new", MANY);

        assertThat(ebb.run("compare", path("base"), path("new"), "--metric", "p99"))
                .isEqualTo(exit);
        assertThat(ebb.out())
                .contains("\np99, ms " + words + "\n")
                .containsPattern(" p=0\\.008  n=5\\+5" + (verdict.isEmpty() ? " *\n" : "  " + verdict + "\n"));
    }

    @Test
    void aFigureIsInAHistoryWithItsDirection() throws IOException {
        better = "more";
        run("a", FEW);

        assertThat(ebb.run("history", path("a"), "--to", path("history"))).isZero();
        assertThat(Files.readString(temp.resolve("history/otava.yaml"))).contains("'p99': {direction: 1, scale: 1}");
    }

    @Test
    void aBaselineKeepsWhatIsComparedAndNotHowItWasStarted() {
        Environment baseline = new Environments.Edit(Environments.plain())
                .services(List.of(service()))
                .done()
                .portable();
        UsedService kept = Objects.requireNonNull(baseline.services()).get(0);

        assertThat(kept.start()).isNull();
        assertThat(kept.load()).containsEntry("burst", "wrk -d5s");
        assertThat(kept.figures()).isEqualTo(service().figures());
    }

    @Test
    void burstsThatAreDefinedOtherwiseAreNotCompared() throws IOException {
        run("base", FEW);
        burst = "wrk -d9s";
        run("new", MANY);

        assertThat(ebb.run("compare", path("base"), path("new"))).isEqualTo(2);
        assertThat(ebb.err())
                .isEqualTo("There is nothing to compare: " + path("base") + " and " + path("new")
                        + " have no row in common (Service.burst (allocator = glibc, service = shop), mode ss, 1 thread was not"
                        + " run alike: burst 'wrk -d5s' against 'wrk -d9s').\n");
        assertThat(ebb.run("confirm", path("base"), path("new"))).isEqualTo(2);
        assertThat(ebb.run("compare", path("base") + "," + path("new"), path("new")))
                .isEqualTo(2);
        assertThat(ebb.err())
                .isEqualTo(
                        path("new")
                                + " ran Service.burst (allocator = glibc, service = shop), mode ss, 1 thread differently (burst"
                                + " 'wrk -d5s' against 'wrk -d9s'), so its forks cannot be put together with those before it.\n");
    }

    @Test
    void anotherStartOfTheSameBurstsIsSaid() throws IOException {
        run("base", FEW);
        start = "./shop-2";
        regex = "p99: (.*)";
        run("new", FEW);

        assertThat(ebb.run("compare", path("base"), path("new"))).isZero();
        assertThat(ebb.out() + ebb.err())
                .contains("The service shop is not defined alike: p99 'p99: (\\d+)' in ms, less is better against"
                        + " 'p99: (.*)' in ms, less is better; start './shop' against './shop-2'.");
        assertThat(ebb.run("compare", path("base"), path("base") + "/result.json"))
                .isZero();
        assertThat(ebb.out() + ebb.err()).doesNotContain("not defined alike");
    }

    private void run(String name, String p99) throws IOException {
        Path folder = Files.createDirectories(temp.resolve(name));
        String rows =
                new RunText().row("glibc", SCORES, metric("p99", "ms", p99)).json();
        Files.writeString(
                folder.resolve("result.json"),
                rows.replace("ebb.load.Burst.burst", "ebb.load.Service.burst")
                        .replace("\"scenario\": \"quick\"", "\"service\": \"shop\""));
        Files.writeString(
                folder.resolve("environment.json"),
                Json.text(new Environments.Edit(Environments.plain())
                        .services(List.of(service()))
                        .done()));
    }

    private UsedService service() {
        return new UsedService(
                "shop",
                Map.of("burst", burst, "idle", "60"),
                Map.of("start", start),
                List.of(new UsedService.Printed("p99", regex, "ms", better)));
    }

    private String path(String name) {
        return temp.resolve(name).toString();
    }
}
