// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A real regression, and one that exists only in NEW's file: real forks decide. */
@Execution(ExecutionMode.CONCURRENT)
class ConfirmIT {
    @TempDir
    private Path temp;

    @Test
    void onlyWhatIsWorseTwiceIsConfirmed() throws Exception {
        Path scenarios = Files.writeString(
                temp.resolve("short.toml"), "[[scenario]]\nname = \"short\"\nlike = \"null\"\nidle = 1\n");
        EbbProcess.Ended ended = EbbProcess.run(
                temp,
                "Burst",
                "-f",
                "5",
                "-p",
                "allocator=glibc,glibc-arena1",
                "-p",
                "scenario=short",
                "--lanes",
                "4",
                "--scenarios",
                scenarios.toString());
        assertThat(ended.code()).as(ended.err()).isZero();
        Path run = onlyRun();
        Path fast = copy(run, "fast", 0.001);
        Path slow = copy(run, "slow", 1000);
        JsonObject environment = json(slow.resolve("environment.json"));
        environment.getAsJsonObject("invocation").getAsJsonArray("commandLine").add("--order=sequential");
        Files.writeString(slow.resolve("environment.json"), environment.toString());

        // Of one allocator the base is a thousand times as fast as any run can be.
        EbbProcess.Ended real = EbbProcess.run(
                temp, "confirm", fast.toString(), run.toString(), "--metric", "score", "--filter", "= glibc,");
        assertThat(real.code()).as(real.err()).isEqualTo(1);
        assertThat(real.out()).endsWith("Confirmed: score of Burst.burst (allocator = glibc, scenario = short)\n");

        // NEW says that it took a thousand times as long; it does not.
        EbbProcess.Ended wrong = EbbProcess.run(
                temp,
                "confirm",
                run.toString(),
                slow.toString(),
                "--metric",
                "score",
                "--filter",
                "= glibc,",
                "--threshold",
                "score=1000%");
        assertThat(wrong.code()).as(wrong.err()).isZero();
        assertThat(wrong.out()).endsWith("Not confirmed: score of Burst.burst (allocator = glibc, scenario = short)\n");
        try (var runs = Files.list(temp.resolve("runs"))) {
            List<Path> all = runs.sorted().toList();
            assertThat(all).hasSize(3);
            assertThat(Files.readString(all.get(2).resolve("result.json")))
                    .contains("\"glibc\"")
                    .doesNotContain("glibc-arena1");
            assertThat(order(all.get(1))).isEqualTo("rounds");
            assertThat(order(all.get(2))).as("NEW's own order").isEqualTo("sequential");
        }
    }

    /** Its program prints a figure that nothing can make better, of which its file says that more is better. */
    @Test
    void aServiceIsRunAgainAsItsFileSays() throws Exception {
        Path shop = Path.of(
                Objects.requireNonNull(ConfirmIT.class.getResource("shop.pl")).toURI());
        Path file = Files.writeString(temp.resolve("shop.toml"), """
                [[service]]
                name = 'shop'
                start = 'perl %s pid'
                ready = 'log:^up$'
                burst = 'echo blocks: 50'
                idle = 1
                [[service.figures]]
                label = 'blocks'
                regex = 'blocks: (.+)'
                unit = 'MiB'
                better = 'more'
                """.formatted(shop));
        EbbProcess.Ended ended =
                EbbProcess.run(temp, "Service", "-f", "5", "-p", "allocator=glibc", "--services", file.toString());
        assertThat(ended.code()).as(ended.err()).isZero();
        Path run = onlyRun();
        Path more = copy(run, "more", "blocks", 2);
        Files.copy(run.resolve("services.toml"), more.resolve("services.toml"));

        EbbProcess.Ended compared =
                EbbProcess.run(temp, "compare", more.toString(), run.toString(), "--metric", "blocks");
        assertThat(compared.code()).as(compared.err()).isEqualTo(1);
        assertThat(compared.out())
                .contains("\nblocks, MiB (more is better)\n")
                .containsPattern(
                        "\nService.burst  100.0 .* 50.00 .* -50.00% \\[-50.00, -50.00]  p=0.008  n=5\\+5  worse\n");

        EbbProcess.Ended confirmed =
                EbbProcess.run(temp, "confirm", more.toString(), run.toString(), "--metric", "blocks");
        assertThat(confirmed.code()).as(confirmed.err()).isEqualTo(1);
        assertThat(confirmed.out())
                .endsWith("Confirmed: blocks of Service.burst (allocator = glibc, service = shop)\n");

        Files.writeString(file, Files.readString(file).replace("echo blocks: 50", "echo blocks: 500"));
        EbbProcess.Ended other = EbbProcess.run(temp, "confirm", more.toString(), run.toString(), "--metric", "blocks");
        assertThat(other.code()).as(other.out()).isEqualTo(2);
        assertThat(other.err()).contains("was not run alike: burst 'echo blocks: 50' against 'echo blocks: 500'");
    }

    private Path copy(Path run, String name, double factor) throws IOException {
        return copy(run, name, "score", factor);
    }

    /** The run with every fork's value of a metric times a factor. */
    private Path copy(Path run, String name, String metric, double factor) throws IOException {
        Path copy = Files.createDirectory(temp.resolve(name));
        Files.copy(run.resolve("environment.json"), copy.resolve("environment.json"));
        Files.copy(run.resolve("rounds.json"), copy.resolve("rounds.json"));
        JsonArray rows = JsonParser.parseString(Files.readString(run.resolve("result.json")))
                .getAsJsonArray();
        rows.forEach(row -> {
            JsonObject all = row.getAsJsonObject();
            JsonArray forks = (metric.equals("score")
                            ? all.getAsJsonObject("primaryMetric")
                            : all.getAsJsonObject("secondaryMetrics").getAsJsonObject(metric))
                    .getAsJsonArray("rawData");
            for (int i = 0; i < forks.size(); i++) {
                JsonArray one = new JsonArray();
                one.add(factor * forks.get(i).getAsJsonArray().get(0).getAsDouble());
                forks.set(i, one);
            }
        });
        Files.writeString(copy.resolve("result.json"), rows.toString());
        return copy;
    }

    private static String order(Path run) throws IOException {
        return json(run.resolve("environment.json"))
                .getAsJsonObject("invocation")
                .get("order")
                .getAsString();
    }

    private static JsonObject json(Path file) throws IOException {
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }

    private Path onlyRun() throws IOException {
        try (var runs = Files.list(temp.resolve("runs"))) {
            List<Path> all = runs.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }
}
