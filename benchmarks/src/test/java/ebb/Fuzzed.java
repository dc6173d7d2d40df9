// SPDX-License-Identifier: Apache-2.0
package ebb;

import static java.nio.charset.StandardCharsets.UTF_8;

import ebb.allocator.AllocatorReaders;
import ebb.allocator.Catalog;
import ebb.base.EbbException;
import ebb.base.Json;
import ebb.base.Printable;
import ebb.base.TomlFile;
import ebb.cgroup.CgroupReaders;
import ebb.cli.Calls;
import ebb.compare.NoiseFile;
import ebb.doctor.DoctorReaders;
import ebb.load.Scenarios;
import ebb.load.Sizes;
import ebb.residency.ResidencyReaders;
import ebb.results.Environments;
import ebb.results.ResultFile;
import ebb.results.RunData;
import ebb.results.RunFolder;
import ebb.results.Timeline;
import ebb.run.RunReaders;
import ebb.service.ServiceReaders;
import ebb.service.Services;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The readers of what others have written, by the form that they expect. Any bytes must end in a value or in an
 * {@link EbbException} of one line. Jazzer calls the two methods that it knows by their names.
 */
public final class Fuzzed {
    /** What a reader expects. */
    enum Form {
        /** A result of JMH, and Ebb's own records. */
        JSON,
        /** The result of a run that is compared with itself and made a page of. */
        RUN,
        /** Catalogues, scenarios, services. */
        TOML,
        /** Libraries and programs. */
        ELF,
        /** What the kernel says of a process and of the machine, and the agent's reports. */
        PROC,
        /** Timelines and histograms of sizes. */
        LINES;

        /** As the arguments and the folders of finds call it. */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** More would be a page and no sentence. */
    private static final int LONGEST_SENTENCE = 4010;

    /** Of CPU time, which other processes do not take: an input of 4 KiB that keeps a reader for longer hangs it. */
    private static final long MOST_NANOS = 5_000_000_000L;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static Form form = Form.JSON;
    private static Path folder = Path.of("");

    private Fuzzed() {}

    /** @param arguments the form, a folder to write in, and one with inputs to load and instrument the readers by */
    public static void fuzzerInitialize(String[] arguments) throws IOException {
        form = Form.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        folder = Path.of(arguments[1]);
        try (DirectoryStream<Path> seeds = Files.newDirectoryStream(Path.of(arguments[2]))) {
            for (Path seed : seeds) {
                read(form, Files.readAllBytes(seed), folder);
            }
        }
    }

    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
        long start = THREADS.getCurrentThreadCpuTime();
        read(form, bytes, folder);
        if (THREADS.getCurrentThreadCpuTime() - start > MOST_NANOS) {
            throw new AssertionError("too long a time for " + bytes.length + " bytes");
        }
    }

    /**
     * Gives the bytes to every reader of a form.
     *
     * @param folder for the files that readers are given
     * @throws AssertionError where one ended otherwise than it may
     */
    static void read(Form form, byte[] bytes, Path folder) throws IOException {
        switch (form) {
            case JSON -> json(bytes, folder);
            case RUN -> run(bytes, folder);
            case TOML -> toml(Files.write(folder.resolve("some.toml"), bytes));
            case ELF -> AllocatorReaders.elf(bytes);
            case PROC -> proc(new String(bytes, UTF_8));
            case LINES -> {
                Path file = Files.write(folder.resolve("some.csv"), bytes);
                check(() -> Timeline.read(file));
                check(() -> Sizes.find(file.toString()));
            }
        }
    }

    /** @throws AssertionError where the reader throws anything but what Exit prints as one printable line */
    public static void check(Runnable reader) {
        try {
            reader.run();
        } catch (InvalidPathException e) {
            // Exit has a sentence for it.
        } catch (EbbException e) {
            String said = e.toString();
            if (said.isBlank() || said.length() > LONGEST_SENTENCE || !Printable.isLine(said.replace('\t', ' '))) {
                throw new AssertionError("no sentence: " + said);
            }
        }
    }

    /** Four names of one file: what is refused as one record may pass as another. */
    private static void json(byte[] bytes, Path folder) throws IOException {
        Path run = folder.resolve("run");
        Path result = run.resolve(RunFolder.RESULT);
        if (!Files.exists(run)) {
            Files.createDirectories(run.resolve(RunFolder.FORKS));
            for (String record : List.of(RunFolder.ENVIRONMENT, RunFolder.ROUNDS, "failures.json")) {
                Files.createSymbolicLink(run.resolve(record), result.getFileName());
            }
        }
        Files.write(result, bytes);
        check(() -> ResultFile.read(result));
        check(() -> RunFolder.open(run).environment());
        check(() -> new RunData(run, List.of(), Optional.of(Environments.plain())).failures());
        check(() -> NoiseFile.read(result));
    }

    private static void run(byte[] bytes, Path folder) throws IOException {
        Path run = folder.resolve("whole");
        Files.createDirectories(run);
        Files.write(run.resolve(RunFolder.RESULT), bytes);
        Files.write(run.resolve(RunFolder.ENVIRONMENT), Json.bytes(Environments.plain()));
        cli("compare", run.toString(), run.toString());
        cli("report", run.toString(), "-o", folder.resolve("page.html").toString());
    }

    private static void cli(String... arguments) {
        Calls ebb = new Calls();
        int exit = ebb.run(arguments);
        String said = ebb.out() + ebb.err();
        if (said.startsWith("Ebb failed with ") || exit < 0 || exit > 2 || (exit == 2 && said.isBlank())) {
            throw new AssertionError("exit code " + exit + ": " + said);
        }
        if (!Printable.is(said)) {
            throw new AssertionError("not to be printed: " + said);
        }
    }

    private static void toml(Path file) {
        for (String array : List.of("allocator", "scenario", "service")) {
            check(() -> {
                TomlFile.read(file).only(array);
                switch (array) {
                    case "allocator" -> Catalog.load(List.of(file));
                    case "scenario" -> Scenarios.load(List.of(file));
                    default -> Services.load(List.of(file));
                }
            });
        }
    }

    private static void proc(String text) {
        AllocatorReaders.proc(text);
        DoctorReaders.proc(text);
        ResidencyReaders.proc(text);
        CgroupReaders.proc(text);
        RunReaders.proc(text);
        ServiceReaders.proc(text);
    }
}
