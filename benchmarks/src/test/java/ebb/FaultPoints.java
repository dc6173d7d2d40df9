// SPDX-License-Identifier: Apache-2.0
package ebb;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import ebb.cli.Calls;
import ebb.results.RunData;
import ebb.results.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fails the Nth call by which a command opens, writes, syncs, renames or deletes a file, for N = 1, 2, ... until it
 * succeeds, and looks each time at what is left. Runs in a process with libebb-faults.so, {@code EBB_FAULTS_BELOW} and
 * {@code -Djmh.ignoreLock=true}; the arguments are the folder of that name, the step from one N to the next with
 * {@code --resume}, which takes a second each, and the faults to try with it.
 *
 * <p>Prints the number of points, and ends with 1 where one lost something.
 */
public final class FaultPoints {
    /** An error of errno.h, or the end of everything: every later call fails too, as if the process had been killed. */
    private enum Fault {
        ENOSPC(28, false),
        EIO(5, false),
        EINTR(4, false),
        EMFILE(24, false),
        KILLED(5, true);

        private final int number;
        private final boolean forGood;

        Fault(int number, boolean forGood) {
            this.number = number;
            this.forGood = forGood;
        }
    }

    /** Looks at what a command left that met a fault; its words about what is wrong, or null. */
    private interface Check {
        @Nullable
        String fault(int exit, String said) throws IOException;
    }

    private static final int MOST_POINTS = 1000;
    private static final NativeLibrary FAULTS = NativeLibrary.getProcess();
    private static final Function ARM = FAULTS.getFunction("ebb_faults_arm");
    private static final Function DISARM = FAULTS.getFunction("ebb_faults_disarm");

    private final Path folder;
    private final Path original;
    private final Path other;
    private final Path whole;
    private final Path run;
    private final List<String> wrong = new ArrayList<>();
    private int points;
    private String said = "";

    private FaultPoints(Path folder) {
        this.folder = folder;
        this.original = folder.resolve("original");
        this.other = folder.resolve("other");
        this.whole = folder.resolve("whole");
        this.run = folder.resolve("run");
    }

    public static void main(String[] arguments) {
        try {
            run(arguments);
        } catch (Throwable thrown) {
            thrown.printStackTrace(); // a command's handler would have it
            System.exit(2);
        }
    }

    private static void run(String[] arguments) throws IOException {
        FaultPoints all = new FaultPoints(Path.of(arguments[0]));
        all.measure();
        int step = Integer.parseInt(arguments[1]);
        all.resume(step, Stream.of(arguments).skip(2).map(Fault::valueOf).toList());
        all.commands();
        all.merge((step + 3) / 4); // a tenth of a second each
        all.wrong.forEach(System.out::println);
        System.out.println(all.points + " points, " + all.wrong.size() + " wrong");
        System.exit(all.wrong.isEmpty() ? 0 : 1);
    }

    /** A run of five forks in two shards, whose figures no fault may lose. */
    private void measure() throws IOException {
        measure("1/2", original);
        measure("2/2", other);
        well("merge " + original + " " + other + " -o " + whole);
    }

    private void measure(String shard, Path to) throws IOException {
        well("--out " + folder + "/runs Burst -p allocator=glibc -p scenario=null -f 5 --shard " + shard);
        try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
            Files.move(runs.findFirst().orElseThrow(), to);
        }
    }

    /** Of a run that was killed when its forks were done, but before anything was made of them. */
    private void resume(int step, List<Fault> faults) throws IOException {
        List<?> rows = RunData.read(original).rows();
        for (Fault fault : faults) {
            enumerate(
                    "--resume",
                    fault,
                    step,
                    () -> {
                        copy(original, run);
                        for (String made : List.of(RunFolder.RESULT, RunFolder.ROUNDS, "failures.json")) {
                            Files.delete(run.resolve(made));
                        }
                    },
                    (exit, text) -> {
                        if (exit == 0 && !RunData.read(run).rows().equals(rows)) {
                            return "it ended well without its result";
                        }
                        int again = cli("--resume", run.toString());
                        return again != 0
                                ? "it cannot be resumed: " + said
                                : RunData.read(run).rows().equals(rows) ? null : "resumed it is another run";
                    },
                    "--resume",
                    run.toString());
        }
    }

    private void commands() throws IOException {
        Path results = folder.resolve("results");
        Path page = folder.resolve("page.html");
        List<?> rows = RunData.read(whole).rows();
        for (Fault fault : Fault.values()) {
            for (boolean there : new boolean[] {false, true}) {
                enumerate(
                        there ? "baseline accept, over another" : "baseline accept",
                        fault,
                        1,
                        () -> {
                            delete(results);
                            if (there) {
                                well("baseline accept " + whole + " --reason before --results " + results);
                            }
                        },
                        (exit, text) -> {
                            Optional<Path> accepted = accepted(results);
                            if (accepted.isEmpty()) {
                                return exit == 0 || there ? "no baseline is left" : null;
                            }
                            return RunData.read(accepted.get()).rows().equals(rows) ? null : "the baseline is another";
                        },
                        words("baseline accept " + whole + " --reason now --results " + results));
            }
            enumerate(
                    "report",
                    fault,
                    1,
                    () -> Files.writeString(page, "before"),
                    (exit, text) -> {
                        String left = Files.readString(page);
                        boolean ended = left.endsWith("</html>\n") || left.endsWith("</html>");
                        return exit == 0
                                ? ended ? null : "no page"
                                : left.equals("before") || ended ? null : "half a page";
                    },
                    words("report " + whole + " -o " + page));
            enumerate("compare", fault, 1, () -> {}, (exit, text) -> null, words("compare " + whole + " " + whole));
            enumerate(
                    "history",
                    fault,
                    1,
                    () -> delete(folder.resolve("history")),
                    (exit, text) -> null,
                    words("history " + whole + " --to " + folder.resolve("history")));
        }
    }

    /** Its shards stay as they were, and what it makes is the whole run, or none that could be taken for it. */
    private void merge(int step) throws IOException {
        Path merged = folder.resolve("merged");
        String command = "merge " + original + " " + other + " -o " + merged;
        List<?> rows = rows(whole, original, other);
        for (Fault fault : Fault.values()) {
            enumerate(
                    "merge",
                    fault,
                    step,
                    () -> delete(merged),
                    (exit, text) -> {
                        if (Files.exists(merged.resolve(RunFolder.RESULT))) {
                            return rows(merged, original, other).equals(rows) ? null : "it is another run";
                        }
                        boolean unharmed = rows(original, other).equals(rows.subList(1, 3));
                        return exit != 0 && unharmed ? null : "there is no merged run, or its shards are others";
                    },
                    words(command));
        }
    }

    private static List<?> rows(Path... runs) {
        return Stream.of(runs).map(run -> RunData.read(run).rows()).toList();
    }

    private interface Setup {
        void run() throws IOException;
    }

    private void enumerate(String name, Fault fault, int step, Setup setup, Check check, String... command)
            throws IOException {
        for (int nth = 1; ; nth += step) {
            setup.run();
            ARM.invoke(new Object[] {(long) nth, fault.number, fault.forGood ? 1 : 0});
            int exit = cli(command);
            long calls = DISARM.invokeLong(new Object[0]);
            String text = said;
            String place = name + ", " + fault + " at call " + nth + ": ";
            if (calls < nth) {
                if (exit != 0) {
                    wrong.add(place + "without a fault it ended with " + exit + ": " + text);
                }
                return;
            }
            if (nth >= MOST_POINTS) {
                throw new IllegalStateException(place + "it never succeeds");
            }
            points++;
            if (exit != 0 && exit != 2 && !(exit == 1 && command[0].equals("--resume"))) {
                wrong.add(place + "exit code " + exit);
            }
            if (text.contains("\tat ") || text.contains("fault in Ebb") || (exit != 0 && text.isBlank())) {
                wrong.add(place + "it said: " + text);
            }
            try {
                String why = check.fault(exit, text);
                if (why != null) {
                    wrong.add(place + why);
                }
            } catch (RuntimeException | IOException e) {
                wrong.add(place + e);
            }
        }
    }

    private void well(String command) {
        if (cli(words(command)) != 0) {
            throw new IllegalStateException(command + " failed: " + said);
        }
    }

    /** The baseline that compare would take: after a kill it may stand under its other name. */
    private Optional<Path> accepted(Path results) {
        String machine = RunData.read(whole).machine().orElseThrow();
        return Stream.of(machine, machine + ".old")
                .map(results.resolve("baselines")::resolve)
                .filter(Files::isDirectory)
                .findFirst();
    }

    private int cli(String... arguments) {
        Calls ebb = new Calls();
        int exit = ebb.run(arguments);
        said = ebb.out() + ebb.err();
        return exit;
    }

    private static String[] words(String command) {
        return command.split(" ");
    }

    private static void copy(Path from, Path to) throws IOException {
        delete(to);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
