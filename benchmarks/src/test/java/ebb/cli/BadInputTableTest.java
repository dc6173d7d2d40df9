// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.base.Json;
import ebb.results.Environment;
import ebb.results.Environments;
import ebb.results.RowKey;
import ebb.results.RunFolder;
import ebb.results.RunText;
import ebb.results.Shard;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command line of bad-inputs.txt ends with exit code 2 and its sentence, before any fork is started. The file has
 * two lines for each: {@code $ arguments} and the sentence, in both of which {@code DIR} is the folder of the inputs.
 * With {@code -Debb.write=true} the sentences are written again, to be read before they are committed.
 */
class BadInputTableTest {
    private static final String TABLE = "bad-inputs.txt";
    private static final Path SOURCE = Path.of("src", "test", "resources", "ebb", "cli", TABLE);
    private static final int LEAST = 100;
    private static final String ENTRY = "[[allocator]]\nid = \"mine\"\nabout = \"a\"\nfamily = \"glibc\"\n";
    private static final String SCENARIO = "[[scenario]]\nname = \"mine\"\nlike = \"quick\"\nabout = \"a\"\n";

    @TempDir
    private static Path dir;

    @BeforeAll
    static void makeInputs() throws Exception {
        write("empty", "");
        write("text", "hello\n");
        write("brace.json", "{");
        write("null.json", "null");
        write("array.json", "[]");
        write("number.json", "[1]");
        write("deep.json", "[".repeat(100_000));
        write("foreign.json", "[{\"benchmark\": \"a.B.c\"}]");
        String good = new RunText().row("glibc", "1.0").json();
        write("good.json", good);
        write("cut.json", good.substring(0, good.length() - 20));
        write("more.json", good + " x");
        write(
                "twice.json",
                new RunText().row("glibc", "1.0").row("glibc", "1.0").json());
        write("two-bursts.json", twoBursts("live.peak"));
        write("not-counted.json", twoBursts("pss.idle"));
        write("nan.json", new RunText().row("glibc", "\"NaN\"").json());
        write("fork.json", new RunText().row("glibc", "1.0 -").json());
        write("old.json", good.replace("\"1.37\"", "\"1.18\""));
        write("escape.json", good.replace("\"quick\"", "\"\\u001b[2Jquick\""));
        write("lines.json", good.replace("\"quick\"", "\"quick\\nglibc is best\""));
        write("turned.json", good.replace("\"quick\"", "\"\\u202equick\""));
        Files.write(dir.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        try (RandomAccessFile big = new RandomAccessFile(dir.resolve("big").toFile(), "rw")) {
            big.setLength(3L << 30); // sparse
        }
        assertThat(new ProcessBuilder("mkfifo", dir.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.createSymbolicLink(dir.resolve("zero"), Path.of("/dev/zero"));
        Files.createSymbolicLink(dir.resolve("dangling"), dir.resolve("nowhere"));
        Files.createSymbolicLink(dir.resolve("circle"), dir.resolve("circle"));
        Files.createDirectory(dir.resolve("folder"));
        makeRuns(good);
        makeShards(good);
        makeToml();
        makeServices();
        write("sizes-none", "# nothing\n");
        write("sizes-word", "64 much\n");
        write("sizes-zero", "0 1\n");
        write("sizes-huge", "99999999999 1\n");
        write("sizes-three", "1 2 3\n");
        write("sizes-alone", "64\n");
        write("noise.json", "{\"version\": 1}");
        write("noise-escape.json", "{\"machine\": \"\\u001b[2J\"}");
    }

    private static void makeRuns(String good) throws IOException {
        run("no-environment", good, null);
        run("broken-environment", good, "{");
        run("escape-environment", good, Json.text(Environments.plain()).replace("a-cpu", "\\u001b]0;a-cpu"));
        run("no-result", null, Json.text(Environments.plain()));
        Path pipe = run("pipe-result", null, Json.text(Environments.plain()));
        Files.createSymbolicLink(pipe.resolve(RunFolder.RESULT), dir.resolve("pipe"));
        Path rounds = run("broken-rounds", good, Json.text(Environments.plain()));
        Files.writeString(rounds.resolve(RunFolder.ROUNDS), "[{\"row\": 7}]");
        Path latency = run("empty-latency", good, Json.text(Environments.plain()));
        Files.createDirectory(latency.resolve(RunFolder.LATENCIES));
        Files.writeString(latency.resolve("latencies/Burst.burst,glibc,quick,ss,1,fork1,iter1.hlog"), "");
    }

    /** Two loads, of which nothing that is said of one could be said. */
    /** @param more a metric of theirs */
    private static String twoBursts(String more) {
        String[] metrics = Stream.of("rss.retained", "rss.base", "rss.peak", "idle.length", "cpu.user", "cpu.sys", more)
                .map(label -> RunText.metric(label, "", "3"))
                .toArray(String[]::new);
        String text = new RunText()
                .row("glibc", "1.0", metrics)
                .row("glibc-after", "1.0", metrics)
                .json();
        int second = text.lastIndexOf("quick");
        return text.substring(0, second) + "again" + text.substring(second + "quick".length());
    }

    private static void makeShards(String good) throws IOException {
        for (int number : new int[] {1, 2}) {
            shard("shard" + number, new Shard(number, 2), number, good);
        }
        shard("shard-of-three", new Shard(2, 3), 2, good);
        Path zero = shard("shard-zero", new Shard(2, 2), 2, good).resolve(RunFolder.ENVIRONMENT);
        Files.writeString(zero, Files.readString(zero).replace("\"number\": 2", "\"number\": 0"));
        Path huge = shard("shard-huge", new Shard(2, 2), 2, good).resolve(RunFolder.ENVIRONMENT);
        Files.writeString(huge, Files.readString(huge).replace("\"of\": 2", "\"of\": 2147483647"));
        shard("shard-alien", new Shard(2, 2), 1, good);
    }

    private static Path shard(String name, Shard shard, int round, String good) throws IOException {
        Environment environment = new Environments.Edit(Environments.plain())
                .part(new Environment.Part(shard, 1, "plan"))
                .done();
        Path run = run(name, good, Json.text(environment));
        RowKey key = new RowKey("ebb.load.Burst.burst", "ss", 1, Map.of("allocator", "glibc", "scenario", "quick"));
        Files.writeString(run.resolve(RunFolder.ROUNDS), Json.text(List.of(new RunFolder.Rounds(key, List.of(round)))));
        return run;
    }

    private static void makeServices() throws IOException {
        String shop = "[[service]]\nname = \"shop\"\nstart = \"true\"\nready = \"tcp:1\"\nburst = \"true\"\n";
        write("service-type.toml", shop.replace("\"true\"", "7"));
        write("service-name.toml", shop.replace("shop", "My Shop"));
        write("service-twice.toml", shop + shop);
        write("service-ready.toml", shop.replace("tcp:1", "tcp:"));
        write("service-key.toml", shop + "bursst = 2\n");
        write("service-idle.toml", shop + "idle = -1\n");
        write("service-nan.toml", shop + "idle = nan\n");
        write("service-escape.toml", shop + "environment = { A = \"\\u001b[2J\" }\n");
        write("service-figure.toml", shop + "figures = \"no group\"\n");
        write("service-folder.toml", shop + "folder = \"nowhere\"\n");
        write("service-none.toml", "");
    }

    private static Path run(String name, @Nullable String result, @Nullable String environment) throws IOException {
        Path run = Files.createDirectory(dir.resolve(name));
        Files.createDirectory(run.resolve(RunFolder.FORKS));
        Files.createDirectory(run.resolve(RunFolder.TIMELINES));
        if (result != null) {
            Files.writeString(run.resolve(RunFolder.RESULT), result);
        }
        if (environment != null) {
            Files.writeString(run.resolve(RunFolder.ENVIRONMENT), environment);
        }
        return run;
    }

    private static void makeToml() throws IOException {
        write("unclosed.toml", "[[allocator]\n");
        write("deep.toml", "a = " + "[".repeat(10_000));
        write("key.toml", ENTRY + "libary = \"x\"\n");
        write("type.toml", ENTRY + "library = 7\n");
        write("id.toml", "[[allocator]]\nid = \"My Own\"\nabout = \"a\"\nfamily = \"glibc\"\n");
        write("taken.toml", "[[allocator]]\nid = \"glibc\"\nabout = \"a\"\nfamily = \"glibc\"\n");
        write("family.toml", "[[allocator]]\nid = \"mine\"\nabout = \"a\"\nfamily = \"glibcc\"\n");
        write("variable.toml", ENTRY + "environment = { \"A B\" = \"c\" }\n");
        write("preload.toml", ENTRY + "environment = { LD_PRELOAD = \"x.so\" }\n");
        write("interval-nan.toml", ENTRY + "release-interval = nan\n");
        write("scenario-idle.toml", SCENARIO + "idle = inf\n");
        write("interval.toml", ENTRY + "release-interval = -1\n");
        write("escape.toml", ENTRY + "environment = { MALLOC_ARENA_MAX = \"1\\u001b[2J\" }\n");
        write("top.toml", "name = \"x\"\n");
        write("scenario-like.toml", SCENARIO.replace("quick", "quikc"));
        write("scenario-range.toml", SCENARIO + "workers = 0\n");
        write("scenario-type.toml", SCENARIO + "workers = \"four\"\n");
        write("scenario-key.toml", SCENARIO + "worker = 4\n");
        write("scenario-word.toml", SCENARIO + "topology = \"staeling\"\n");
        write("scenario-order.toml", SCENARIO + "buffer-min = 100\nbuffer-max = 50\n");
    }

    private static void write(String name, String text) throws IOException {
        Files.writeString(dir.resolve(name), text);
    }

    /** The folder's links would be followed by what tidies up. */
    @AfterAll
    static void unlink() throws IOException {
        for (String name : List.of("zero", "dangling", "circle", "pipe-result/result.json")) {
            Files.delete(dir.resolve(name));
        }
    }

    @Test
    void eachIsOneSentenceAndNoRegression() throws IOException {
        List<String> expected = table();
        List<String> found = new ArrayList<>();
        for (int i = 0; i + 1 < expected.size(); i += 2) {
            assertThat(expected.get(i)).startsWith("$ ");
            found.add(expected.get(i));
            found.add(answer(expected.get(i).substring(2)));
        }
        if (Boolean.getBoolean("ebb.write")) {
            Files.write(SOURCE, found);
        }
        assertThat(IntStream.range(0, found.size())
                        .filter(line -> !found.get(line).equals(expected.get(line)))
                        .mapToObj(line -> expected.get(line - 1) + "\n" + found.get(line)))
                .as("other sentences than in " + TABLE)
                .isEmpty();
        assertThat(found).noneMatch(line -> line.startsWith("exit code"));
        assertThat(found).noneMatch(line -> line.contains("fault in Ebb"));
        assertThat(found.stream().filter(line -> line.startsWith("$ ")))
                .doesNotHaveDuplicates()
                .hasSizeGreaterThanOrEqualTo(LEAST);
        assertThat(dir.resolve("runs")).doesNotExist();
    }

    private static List<String> table() throws IOException {
        try (InputStream in = Objects.requireNonNull(BadInputTableTest.class.getResourceAsStream(TABLE))) {
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        }
    }

    /** What a command line prints on the standard error, if it is one line and nothing else happens. */
    private static String answer(String line) {
        String[] arguments = Arrays.stream(line.split(" "))
                .map(word -> word.replace("DIR", dir.toString()))
                .toArray(String[]::new);
        Calls ebb = new Calls();
        int exit = ebb.run(arguments);
        String said = ebb.err();
        boolean good = exit == 2
                && ebb.out().isEmpty()
                && said.endsWith("\n")
                && said.lines().count() == 1;
        return (good
                        ? said.strip()
                        : "exit code " + exit + ", output " + ebb.out().length() + ": " + said.replace("\n", "|"))
                .replace(dir.toString(), "DIR");
    }
}
