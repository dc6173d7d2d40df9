// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.allocator.Proven;
import ebb.base.EbbException;
import ebb.results.Environments;
import ebb.results.NotSurvived;
import ebb.results.RunFolder;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.BenchmarkResultMetaData;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.IterationResultMetaData;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ResultRole;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.SampleTimeResult;
import org.openjdk.jmh.results.ScalarResult;
import org.openjdk.jmh.results.ThroughputResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.WorkloadParams;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.SampleBuffer;

class KeptForksTest {
    @TempDir
    private Path temp;

    private RunFolder folder;
    private KeptForks kept;

    @BeforeEach
    void makeFolder() {
        folder = RunFolder.create(temp, Environments.plain());
        kept = new KeptForks(folder);
    }

    @Test
    void everyKindOfResultComesBackAsItWas() {
        Row row = row(Mode.SampleTime, "glibc");
        RunResult sampled =
                result(row, sample(5, 123_456_789, 77_777), sample(5, 6, 1_000_003), scalar(Double.NaN), ops(7));
        RunResult second = result(row, sample(1, 2), sample(9), scalar(0.1), ops(11));

        kept.keep(3, new ForkPlan(row, 1, false), sampled);
        kept.keep(9, new ForkPlan(row, 2, false), second);

        List<RunResult> read = List.of(
                kept.find(3, new ForkPlan(row, 1, false)).orElseThrow(),
                kept.find(9, new ForkPlan(row, 2, false)).orElseThrow());
        for (ResultFormatType format : ResultFormatType.values()) {
            assertThat(text(format, MergedRow.merge(row, read)))
                    .isEqualTo(text(format, MergedRow.merge(row, List.of(sampled, second))));
        }
        assertThat(text(ResultFormatType.JSON, read.get(0)))
                .contains("\"rawDataHistogram\"", "\"misses\"", "\"gone\"", "\"NaN\"");
    }

    @Test
    void aForkHasTwoFilesAndAWarmUpForkOne() throws Exception {
        Row row = row(Mode.SampleTime, "/opt/my lib.so");
        kept.keep(1, new ForkPlan(row, 1, true), result(row, sample(5)));
        kept.keep(12, new ForkPlan(row, 2, false), result(row, sample(5)));

        try (var files = Files.list(folder.path().resolve("forks"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "001,B.c,_opt_my_lib.so_26f6232e,sample,2,warmup1.ser.gz",
                            "012,B.c,_opt_my_lib.so_26f6232e,sample,2,fork2.ser.gz",
                            "012,B.c,_opt_my_lib.so_26f6232e,sample,2,fork2.json");
        }
        assertThat(kept.find(1, new ForkPlan(row, 1, true))).isPresent();
        assertThat(kept.find(2, new ForkPlan(row, 2, false))).isEmpty();
    }

    @Test
    void whatAForkHasProvenStandsBesideItsResult() throws Exception {
        ForkPlan plan = new ForkPlan(row(Mode.SampleTime, "glibc"), 2, false);
        assertThat(kept.proven(12, plan)).isEmpty();

        Files.writeString(kept.proof(12, plan), "family=glibc\nversion=2.36\nunproven=A=b\n");

        assertThat(kept.proof(12, plan))
                .isAbsolute()
                .hasParentRaw(folder.path().toAbsolutePath().resolve("forks"))
                .hasFileName("012,B.c,glibc,sample,2,fork2.proof");
        assertThat(kept.proven(12, plan)).contains(new Proven("glibc", "2.36", "", "", List.of("A=b"), List.of(), 0));
    }

    @Test
    void aForkThatItsLimitHasEndedIsDoneToo() {
        ForkPlan plan = new ForkPlan(row(Mode.SingleShotTime, "glibc"), 2, false);
        NotSurvived kill = new NotSurvived(plan.row().key(), 2, false, 400, 395.5, 220.0, 221.0, null);
        assertThat(kept.kill(3, plan)).isEmpty();

        kept.keep(3, plan, kill);

        assertThat(kept.kill(3, plan)).contains(kill);
        assertThat(kept.find(3, plan)).isEmpty();
    }

    @Test
    void aLongNameStillFitsIntoAFolder() {
        Row row = row(Mode.SampleTime, "/" + "long/".repeat(80) + "lib.so");

        kept.keep(1, new ForkPlan(row, 1, false), result(row, sample(5)));

        assertThat(kept.find(1, new ForkPlan(row, 1, false))).isPresent();
    }

    @Test
    void aDamagedFileIsNamed() throws Exception {
        ForkPlan plan = new ForkPlan(row(Mode.SampleTime, "glibc"), 1, false);
        kept.keep(1, plan, result(plan.row(), sample(5)));
        Path file = folder.path().resolve("forks/001,B.c,glibc,sample,2,fork1.ser.gz");
        byte[] whole = Files.readAllBytes(file);

        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertUnusable(plan, file, "Unexpected end of ZLIB input stream");
        byte[] checksum = whole.clone();
        checksum[whole.length - 8] ^= 1;
        Files.write(file, checksum);
        assertUnusable(plan, file, "Corrupt GZIP trailer");
        Files.write(file, new byte[0]);
        assertUnusable(plan, file, "EOFException");
        Files.writeString(file, "text");
        assertUnusable(plan, file, "Not in GZIP format");
        Files.write(file, serialized("text"));
        assertUnusable(plan, file, "it holds no result of JMH");
        Files.write(file, serialized(null));
        assertUnusable(plan, file, "it holds no result of JMH");
        Files.delete(file);
        Files.createDirectory(file);
        assertThat(kept.find(1, plan)).isEmpty();
    }

    /** 65 MiB of zeros are 64 KiB on the disk. */
    @Test
    void aFileThatUnpacksWithoutEndIsNotUnpacked() throws Exception {
        ForkPlan plan = new ForkPlan(row(Mode.SampleTime, "glibc"), 1, false);
        Path file = folder.path().resolve("forks/001,B.c,glibc,sample,2,fork1.ser.gz");
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
            byte[] mebibyte = new byte[1 << 20];
            for (int i = 0; i < 65; i++) {
                out.write(mebibyte);
            }
        }

        Files.write(file, bomb.toByteArray());

        assertUnusable(plan, file, "it unpacks to more than 64 MiB");
    }

    @Test
    void nothingButResultsIsMade() throws Exception {
        ForkPlan plan = new ForkPlan(row(Mode.SampleTime, "glibc"), 1, false);
        Path file = folder.path().resolve("forks/001,B.c,glibc,sample,2,fork1.ser.gz");

        Files.write(file, serialized(URI.create("http://x/")));

        assertUnusable(plan, file, "filter status: REJECTED");
    }

    @Test
    void theResultOfAnotherForkIsRefused() throws Exception {
        ForkPlan plan = new ForkPlan(row(Mode.SampleTime, "glibc"), 1, false);
        Path file = folder.path().resolve("forks/001,B.c,glibc,sample,2,fork1.ser.gz");

        for (Row other : List.of(row(Mode.SampleTime, "scudo"), row(Mode.Throughput, "glibc"))) {
            Files.write(file, serialized(result(other, sample(5))));
            assertUnusable(plan, file, "it is the result of another fork");
        }
    }

    private void assertUnusable(ForkPlan plan, Path file, String why) {
        assertThatThrownBy(() -> kept.find(1, plan))
                .isInstanceOf(EbbException.class)
                .hasMessageStartingWith(file + " cannot be used (")
                .hasMessageContaining(why)
                .hasMessageEndingWith("): delete it, and --resume runs that fork once more.");
    }

    private static byte[] serialized(@Nullable Object object) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(new GZIPOutputStream(bytes))) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    private static String text(ResultFormatType format, RunResult result) {
        return new String(Run.Report.bytes(format, List.of(result)), StandardCharsets.UTF_8);
    }

    private static Row row(Mode mode, String allocator) {
        return new Row(
                "a.B.c",
                mode,
                List.of(new Row.Param("allocator", allocator, 0)),
                2,
                0,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                2);
    }

    /** Of a fork with two threads in a group and one iteration. */
    private static RunResult result(Row row, Result<?>... results) {
        BenchmarkParams params = params(row);
        IterationResult iteration =
                new IterationResult(params, params.getMeasurement(), new IterationResultMetaData(10, 8));
        for (Result<?> one : results) {
            iteration.addResult(one);
        }
        BenchmarkResult fork =
                new BenchmarkResult(params, List.of(iteration), new BenchmarkResultMetaData(2, 3, 4, 5, 6));
        return new RunResult(params, List.of(fork));
    }

    private static SampleTimeResult sample(long... nanoseconds) {
        SampleBuffer buffer = new SampleBuffer();
        for (long one : nanoseconds) {
            buffer.add(one);
        }
        return new SampleTimeResult(ResultRole.PRIMARY, "c", buffer, TimeUnit.MICROSECONDS);
    }

    private static ScalarResult scalar(double value) {
        return new ScalarResult("gone", value, "MiB", AggregationPolicy.AVG);
    }

    private static ThroughputResult ops(long ops) {
        return new ThroughputResult(ResultRole.SECONDARY, "misses", ops, 3_000_000, TimeUnit.SECONDS);
    }

    private static BenchmarkParams params(Row row) {
        WorkloadParams values = new WorkloadParams();
        row.params().forEach(p -> values.put(p.name(), p.value(), p.order()));
        return new BenchmarkParams(
                row.benchmark(),
                "a.jmh_generated.B.c",
                false,
                2,
                new int[] {1, 1},
                List.of("allocate", "free"),
                1,
                0,
                new IterationParams(IterationType.WARMUP, 0, TimeValue.NONE, 1),
                new IterationParams(IterationType.MEASUREMENT, 1, TimeValue.seconds(1), 1),
                row.mode(),
                values,
                TimeUnit.MICROSECONDS,
                1,
                "java",
                List.of("-Xmx128m"),
                "17",
                "OpenJDK",
                "17+35",
                "1.37",
                TimeValue.minutes(10));
    }
}
