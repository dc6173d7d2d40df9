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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Forks are added until there are enough, and no more than that. */
@Execution(ExecutionMode.CONCURRENT)
class UntilDecidedIT {
    @TempDir
    private Path temp;

    /**
     * At a level of 0.001 / 4 no 5 forks can decide anything; at any level 10 decide that it is not a thousand times as
     * slow.
     */
    @Test
    void aRunGoesOnUntilItIsDecidedAndWhatIsWorseIsRunAgain() throws Exception {
        EbbProcess.Ended few = EbbProcess.run(
                temp,
                "Interleaved -p allocator=glibc,glibc-arena1 -p sizes=small -p blocks=1000 -wi 1 -i 1 -w 10ms -r 10ms"
                        .concat(" --until-decided --base glibc --metric score --no-worse score=100000% --alpha 0.001")
                        .concat(" --max-forks 5")
                        .split(" "));
        Path run;
        try (var runs = Files.list(temp.resolve("runs"))) {
            run = runs.toList().get(0);
        }
        assertThat(few.code()).as(few.err() + few.out()).isEqualTo(3);
        assertThat(few.out())
                .contains("\n# After 5 forks 1 row is undecided; --resume " + run + " --max-forks 10 goes on\n")
                .contains("n=5+5");

        EbbProcess.Ended fewer = EbbProcess.resume(temp, run, "-f", "10");
        assertThat(fewer.code()).isEqualTo(2);
        EbbProcess.Ended more = EbbProcess.resume(temp, run, "--max-forks", "20");
        assertThat(more.code()).as(more.err() + more.out()).isZero();
        assertThat(more.out())
                .contains("# Resumed: 10 of 10 forks were done before\n")
                .contains("\n# After 5 forks 1 row is undecided, to be looked at again after 10\n")
                .contains("\n# After 10 forks every row is decided\n")
                .contains("n=10+10")
                .doesNotContain("# After 20")
                .endsWith(
                        "Decided: 1 after 10 forks. Over all looks together each is wrong by chance with probability at"
                                + " most 0.001: worse or better where nothing differs, no worse where it is worse by the"
                                + " limit. What else changed between two runs is not counted in.\n");
        assertThat(forks(run)).containsExactly(10, 10);

        EbbProcess.Ended real = EbbProcess.run(
                temp,
                "confirm",
                faster(run).toString(),
                run.toString(),
                "--metric",
                "score",
                "--filter",
                "= glibc,",
                "--until-decided");
        assertThat(real.code()).as(real.err() + real.out()).isEqualTo(1);
        assertThat(real.err()).contains("\n# After 5 forks every row is decided\n");
        assertThat(real.out())
                .contains("n=10+5")
                .contains(" are those by which these were chosen: chance in them counts in both comparisons.\n")
                .contains("\nConfirmed: score of Interleaved.replace (");
    }

    private static List<Integer> forks(Path run) throws IOException {
        return rows(run).asList().stream()
                .map(row -> score(row.getAsJsonObject()).size())
                .toList();
    }

    /** The same run, as if it had been a thousand times as fast. */
    private Path faster(Path run) throws IOException {
        Path faster = Files.createDirectory(temp.resolve("faster"));
        for (String file : List.of("environment.json", "rounds.json")) {
            Files.copy(run.resolve(file), faster.resolve(file));
        }
        JsonArray rows = rows(run);
        rows.forEach(row -> {
            JsonArray forks = score(row.getAsJsonObject());
            for (int i = 0; i < forks.size(); i++) {
                JsonArray one = new JsonArray();
                one.add(1000 * forks.get(i).getAsJsonArray().get(0).getAsDouble());
                forks.set(i, one);
            }
        });
        Files.writeString(faster.resolve("result.json"), rows.toString());
        return faster;
    }

    private static JsonArray rows(Path run) throws IOException {
        return JsonParser.parseString(Files.readString(run.resolve("result.json")))
                .getAsJsonArray();
    }

    private static JsonArray score(JsonObject row) {
        return row.getAsJsonObject("primaryMetric").getAsJsonArray("rawData");
    }
}
