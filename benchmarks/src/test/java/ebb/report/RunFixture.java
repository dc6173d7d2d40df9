// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import com.google.gson.Gson;
import ebb.base.Json;
import ebb.results.Environment;
import ebb.results.Environments;
import ebb.results.NotSurvived;
import ebb.results.RowKey;
import ebb.results.RunFolder;
import ebb.results.UsedAllocator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.openjdk.jmh.util.Version;

/** A run folder as Ebb writes it, with made-up figures: base 180 MiB, live 300 MiB, a burst of 2 s. */
public final class RunFixture {
    private static final double BASE = 180;
    private static final double LIVE = 300;
    private static final double BURST = 2;

    private final Path folder;
    private final double idle;
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final List<UsedAllocator> allocators = new ArrayList<>();
    private final List<RunFolder.Failure> failures = new ArrayList<>();
    private final List<NotSurvived> kills = new ArrayList<>();
    private Map<String, Object> last = new LinkedHashMap<>();

    /** @param idle seconds of idle after the burst */
    public RunFixture(Path folder, double idle) {
        this.folder = folder;
        this.idle = idle;
    }

    /**
     * An allocator that the run set out with.
     *
     * @param unproven settings that nothing shows to hold
     */
    public RunFixture asked(String id, String... unproven) {
        allocators.add(new UsedAllocator(
                id,
                id.replaceFirst("\\d?(-.*)?$", ""),
                "1.2.3",
                "bundled",
                List.of(),
                List.of("0123456789abcdef"),
                "lib" + id.replaceAll("\\W", "") + " 1.2.3-1",
                Map.of("MALLOC_CONF", "narenas:1"),
                List.of(unproven),
                null));
        return this;
    }

    /** The calls that the forks of the last allocator have reported. */
    public RunFixture calling(String outside, String owner) {
        int last = allocators.size() - 1;
        UsedAllocator used = allocators.get(last);
        allocators.set(
                last,
                used.proven(used.family(), used.version(), used.unproven(), new UsedAllocator.Calls(outside, owner)));
        return this;
    }

    /** A fork that gave no result, as {@code failures.json} has it. */
    public RunFixture failed(String id, String why) {
        return failed(id, why, "quick");
    }

    /** The same of another scenario. */
    public RunFixture failed(String id, String why, String scenario) {
        failures.add(new RunFolder.Failure(burst(id, scenario), 1, false, why));
        return this;
    }

    /** A fork that its limit of so many MiB has ended, as {@code kills.json} has it. */
    public RunFixture killed(String id, String scenario, int fork, double limit) {
        kills.add(new NotSurvived(burst(id, scenario), fork, false, limit, 500.0, LIVE, LIVE, null));
        return this;
    }

    /** A burst, with what each fork retained in MiB and the other figures derived from that. */
    public RunFixture burst(String allocator, String scenario, double... retained) {
        Map<String, Object> secondary = new LinkedHashMap<>();
        last = secondary;
        secondary.put("rss.base", metric("MiB", all(retained, r -> BASE)));
        secondary.put("rss.peak", metric("MiB", all(retained, r -> BASE + 400)));
        secondary.put("rss.idle", metric("MiB", all(retained, r -> BASE + r)));
        secondary.put("rss.retained", metric("MiB", retained));
        secondary.put("rss.retained.ratio", metric("%", all(retained, r -> r / 4)));
        secondary.put("rss.t50", metric("s", all(retained, r -> r > 200 ? idle : 1)));
        secondary.put("rss.t90", metric("s", all(retained, r -> r > 40 ? idle : 2)));
        secondary.put("rss.excess", metric("MiB\u00b7s", all(retained, r -> r * idle)));
        secondary.put("rss.lazyfree", metric("MiB", all(retained, r -> 0)));
        secondary.put("live.peak", metric("MiB", all(retained, r -> LIVE)));
        secondary.put("live.idle", metric("MiB", all(retained, r -> 0)));
        secondary.put("cpu.user", metric("s", all(retained, r -> 3 - r / 400)));
        secondary.put("cpu.sys", metric("s", all(retained, r -> 0.5)));
        secondary.put("burst.makespan", metric("s", all(retained, r -> BURST)));
        secondary.put("idle.length", metric("s", all(retained, r -> idle)));
        rows.add(row(
                "ebb.load.Burst.burst",
                "ss",
                Map.of("allocator", allocator, "scenario", scenario),
                metric("s/op", all(retained, r -> BURST)),
                secondary));
        return this;
    }

    /** Adds figures to the last burst or steady load, one a fork. */
    public RunFixture with(String label, double... forks) {
        last.put(label, metric("MiB", forks));
        return this;
    }

    /** A steady load's scores, one a fork. */
    public RunFixture steady(String allocator, double... scores) {
        return steady(allocator, new LinkedHashMap<>(), scores);
    }

    /** The same with every call timed. */
    public RunFixture timed(String allocator, double... scores) {
        return steady(allocator, Map.of("clock.overhead", metric("ns", all(scores, any -> 33))), scores);
    }

    private RunFixture steady(String allocator, Map<String, Object> secondary, double... scores) {
        last = secondary;
        rows.add(row(
                "ebb.load.Interleaved.replace",
                "thrpt",
                Map.of("allocator", allocator, "sizes", "small"),
                metric("ops/us", scores),
                secondary));
        return this;
    }

    /** The timeline of a fork that falls from the peak to what it retains within its idle period. */
    public RunFixture timeline(String allocator, String scenario, int fork, double retained, int stepMillis)
            throws IOException {
        StringBuilder csv = new StringBuilder("time_s,rss_mib,live_mib,phase\n");
        double end = 1 + BURST + idle;
        for (int i = 0; i * stepMillis <= 1000 * end; i++) {
            double at = i * stepMillis / 1000.0;
            double into = Math.min(1, Math.max(0, at - 1) / BURST);
            double left = Math.exp(-3 * Math.max(0, at - 1 - BURST) / idle);
            double rss = BASE + (at < 1 + BURST ? 400 * into : retained + (400 - retained) * left);
            double live = at < 1 + BURST ? LIVE * into : 0;
            String phase = at < 1 ? "setup" : at < 1 + BURST ? "burst" : "idle";
            csv.append(String.format(Locale.ROOT, "%.6f,%.3f,%.6f,%s%n", at, rss, live, phase));
        }
        Path file = folder.resolve("timelines")
                .resolve(burst(allocator, scenario).fileName() + ",fork" + fork + ",iter1.csv");
        Files.createDirectories(file.getParent());
        Files.writeString(file, csv);
        return this;
    }

    /** Histograms of a steady load's fork: this many calls of each of these nanoseconds. */
    public RunFixture latency(String allocator, int fork, int calls, long... nanos) throws IOException {
        RowKey row = new RowKey(
                "ebb.load.Interleaved.replace", "thrpt", 1, Map.of("allocator", allocator, "sizes", "small"));
        Path file = folder.resolve("latencies").resolve(row.fileName() + ",fork" + fork + ",iter1.hlog");
        Files.createDirectories(file.getParent());
        try (PrintStream out = new PrintStream(file.toFile(), "UTF-8")) {
            HistogramLogWriter log = new HistogramLogWriter(out);
            for (String call : List.of("malloc", "free")) {
                Histogram histogram = new Histogram(3);
                Arrays.stream(nanos).forEach(value -> histogram.recordValueWithCount(value, calls));
                histogram.setTag(call);
                log.outputIntervalHistogram(0, 1, histogram, 1.0);
            }
        }
        return this;
    }

    /** Writes the results; the folder's files are then whole. */
    public Path write() throws IOException {
        Files.createDirectories(folder);
        Gson gson = new Gson();
        Files.writeString(folder.resolve("result.json"), gson.toJson(rows));
        Files.writeString(folder.resolve("environment.json"), Json.text(environment()));
        if (!failures.isEmpty()) {
            Files.writeString(folder.resolve("failures.json"), Json.text(failures));
        }
        if (!kills.isEmpty()) {
            Files.writeString(folder.resolve("kills.json"), Json.text(kills));
        }
        return folder;
    }

    private static RowKey burst(String allocator, String scenario) {
        return new RowKey("ebb.load.Burst.burst", "ss", 1, Map.of("allocator", allocator, "scenario", scenario));
    }

    private Environment environment() {
        return new Environments.Edit(Environments.plain())
                .commandLine(List.of("Burst", "-p", "allocator=glibc,jemalloc", "-f", "2"))
                .machine(new Environment.Machine(
                        "a-cpu-2c-8g-01234567",
                        "A CPU of the test",
                        2,
                        8L << 30,
                        null,
                        "6.1",
                        "madvise",
                        null,
                        new Environment.Swap(0, 0),
                        "glibc 2.36"))
                .allocators(allocators)
                .warnings(List.of("The CPU governor is 'powersave'."))
                .done();
    }

    private interface Figure {
        double of(double retained);
    }

    private static double[] all(double[] forks, Figure figure) {
        return Arrays.stream(forks).map(figure::of).toArray();
    }

    private static Map<String, Object> metric(String unit, double... forks) {
        return Map.of(
                "score", Arrays.stream(forks).average().orElse(0),
                "scoreUnit", unit,
                "rawData", Arrays.stream(forks).mapToObj(List::of).toList());
    }

    private static Map<String, Object> row(
            String benchmark,
            String mode,
            Map<String, String> params,
            Map<String, Object> primary,
            Map<String, Object> secondary) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("jmhVersion", Version.getPlainVersion());
        row.put("benchmark", benchmark);
        row.put("mode", mode);
        row.put("threads", 1);
        row.put("jvmArgs", List.of());
        row.put("jdkVersion", "17");
        row.put("warmupIterations", 0);
        row.put("warmupTime", "single-shot");
        row.put("warmupBatchSize", 1);
        row.put("measurementIterations", 1);
        row.put("measurementTime", "single-shot");
        row.put("measurementBatchSize", 1);
        row.put("params", params);
        row.put("primaryMetric", primary);
        row.put("secondaryMetrics", secondary);
        return row;
    }
}
