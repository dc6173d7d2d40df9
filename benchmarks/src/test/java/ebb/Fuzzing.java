// SPDX-License-Identifier: Apache-2.0
package ebb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.allocator.AllocatorReaders;
import ebb.base.Json;
import ebb.results.Environments;
import ebb.results.RunText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs Jazzer on every form of input, each in its own process, from seeds of what Ebb and the kernel write. */
final class Fuzzing {
    /** That of an input which never ends; one that only takes too long is found by its CPU time. */
    private static final int NEVER_SECONDS = 60;

    /** As many as have a core each on the machine that Ebb is tested on. */
    private static final int AT_A_TIME = 2;

    private static final int HEAP_MIB = 512;
    private static final int LONGEST_INPUT = 4096;
    private static final Pattern INPUTS = Pattern.compile("stat::number_of_executed_units: (\\d+)");

    private final Path folder;

    /** @param folder an empty one */
    Fuzzing(Path folder) {
        this.folder = folder;
    }

    /**
     * How many inputs the readers of each form were given.
     *
     * @param seconds for each form
     * @throws ExecutionException by what Jazzer says of an input that ended as none may
     */
    Map<Fuzzed.Form, Long> run(int seconds) throws Exception {
        ExecutorService runners = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            Map<Fuzzed.Form, Future<Long>> forms = new EnumMap<>(Fuzzed.Form.class);
            for (Fuzzed.Form form : Fuzzed.Form.values()) {
                forms.put(form, runners.submit(() -> inputs(form, seconds)));
            }
            Map<Fuzzed.Form, Long> inputs = new EnumMap<>(Fuzzed.Form.class);
            for (Map.Entry<Fuzzed.Form, Future<Long>> form : forms.entrySet()) {
                inputs.put(form.getKey(), form.getValue().get());
            }
            return inputs;
        } finally {
            runners.shutdownNow();
            assertThat(runners.awaitTermination(EbbProcess.SECONDS, TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    private long inputs(Fuzzed.Form form, int seconds) throws Exception {
        Process process = start(form, seconds);
        try {
            boolean inTime = process.waitFor(seconds + EbbProcess.SECONDS, TimeUnit.SECONDS);
            String said = Files.readString(said(form));
            Matcher inputs = INPUTS.matcher(said);
            if (!inTime || process.exitValue() != 0 || !inputs.find()) {
                throw new AssertionError("The readers of " + form.label() + ":\n"
                        + said.lines()
                                .dropWhile(line -> !line.startsWith("=="))
                                .limit(60)
                                .collect(Collectors.joining("\n"))
                        + "\nall of it is in " + said(form));
            }
            return Long.parseLong(inputs.group(1));
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(Fuzzed.Form form, int seconds) throws IOException {
        Path own = Files.createDirectory(folder.resolve(form.label()));
        Path written = Files.createDirectory(own.resolve("written"));
        Path seeds = Files.createDirectory(own.resolve("seeds"));
        List<byte[]> contents = seeds(form);
        for (int i = 0; i < contents.size(); i++) {
            Files.write(seeds.resolve("seed" + i), contents.get(i));
        }
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // The second compiler took 9 s of CPU before the first input.
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx" + HEAP_MIB + "m",
                        "-Djava.io.tmpdir=" + written,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + Fuzzed.class.getName(),
                        "--target_args=" + form.label() + " " + written + " " + seeds,
                        "--instrumentation_includes=ebb.**:com.google.gson.**:org.tomlj.**",
                        "--reproducer_path=" + own,
                        "-artifact_prefix=" + own + "/",
                        "-max_total_time=" + seconds,
                        "-timeout=" + NEVER_SECONDS,
                        "-max_len=" + LONGEST_INPUT,
                        "-print_final_stats=1",
                        seeds.toString())
                .directory(own.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said(form).toFile())
                .start();
    }

    private Path said(Fuzzed.Form form) {
        return folder.resolve(form.label() + ".txt");
    }

    static List<byte[]> seeds(Fuzzed.Form form) throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        String result = new RunText()
                .row("glibc", "1.5 2.5", RunText.metric("rss.peak", "MiB", "3 4"), RunText.metric("trim", "MiB", "1 -"))
                .row("jemalloc", "1.0 2.0", RunText.metric("rss.peak", "MiB", "3 4"))
                .json();
        switch (form) {
            case JSON -> {
                seeds.add(result.getBytes(UTF_8));
                seeds.add(Json.bytes(Environments.plain()));
                String row = "{\"benchmark\": \"a.B.c\", \"mode\": \"ss\", \"threads\": 1, \"params\": {\"p\": \"q\"}}";
                seeds.add(("[{\"row\": " + row + ", \"rounds\": [1, 2]}]").getBytes(UTF_8));
                seeds.add(("[{\"row\": " + row + ", \"fork\": 1, \"why\": \"it hung\"}]").getBytes(UTF_8));
                seeds.add(
                        ("{\"machine\": \"m\", \"made\": \"2026-01-02\", \"runs\": [\"r\"], \"forks\": 3, \"entries\": ["
                                        + "{\"row\": " + row
                                        + ", \"metric\": \"score\", \"unit\": \"s/op\", \"limit\": \"5%\"}]}")
                                .getBytes(UTF_8));
            }
            case RUN -> seeds.add(result.getBytes(UTF_8));
            case TOML -> {
                for (String bundled : List.of("allocators", "scenarios")) {
                    String text = new String(resource("/ebb/" + bundled + ".toml"), UTF_8);
                    for (String entry : text.split("(?m)^(?=\\[\\[)")) {
                        seeds.add(entry.replaceFirst("(id|name) = \"", "$1 = \"my-")
                                .getBytes(UTF_8));
                    }
                }
                seeds.add("""
                        [[service]]
                        name = "shop"
                        start = "./shop --port 80"
                        ready = "http://localhost:80/ready"
                        burst = "./load 5"
                        ready-timeout = 5
                        burst-timeout = 2.5
                        bursts = 2
                        environment = { A = "b" }
                        [[service.figures]]
                        name = "requests"
                        """.getBytes(UTF_8));
            }
            case ELF -> seeds.addAll(AllocatorReaders.elfSeeds());
            case PROC -> {
                for (String file : List.of(
                        "self/smaps",
                        "self/maps",
                        "self/status",
                        "self/smaps_rollup",
                        "self/cgroup",
                        "self/mountinfo",
                        "self/stat",
                        "self/syscall",
                        "stat",
                        "meminfo",
                        "cpuinfo",
                        "vmstat")) {
                    byte[] text = Files.readAllBytes(Path.of("/proc", file));
                    seeds.add(Arrays.copyOf(text, Math.min(text.length, LONGEST_INPUT / 2)));
                }
            }
            case LINES -> {
                seeds.add("time_s,rss_mib,live_mib,phase\n0.000000,1.000,,base\n0.001000,2.000,0.5,peak\n"
                        .getBytes(UTF_8));
                seeds.add("# size weight\n16 0.5\n32,0.25\n1048576 1e3\n".getBytes(UTF_8));
            }
        }
        return seeds;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Fuzzing.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        }
    }
}
