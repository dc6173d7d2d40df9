// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.allocator.Family;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/**
 * Filters what JMH prints while it runs one fork.
 *
 * <p>JMH takes this fork for the whole run, so what it says about the run as a whole is replaced or left out; so is its
 * report of a failure, which Ebb says in a sentence. Everything else passes.
 */
final class ForkOutput implements OutputFormat {
    private static final Pattern EXIT_CODE = Pattern.compile("<forked VM failed with exit code (-?\\d+)>");
    /** The line of HotSpot's last page that says what has happened. */
    private static final Pattern FATAL =
            Pattern.compile("(?:SIG[A-Z]+|Internal Error|Out of Memory Error|There is insufficient memory).*");

    private static final int LONGEST_LINE = 1000;

    /** What ld.so says before a fork finds, and says in its own sentence, that its allocator is not in place. */
    private static final Pattern NOT_PRELOADED =
            Pattern.compile("ERROR: ld\\.so: object '.*' from LD_PRELOAD cannot be preloaded \\((.*)\\): ignored\\.");

    private static final String LD_SO = "ERROR: ld.so: object '";

    private static final Pattern EXCEPTION = Pattern.compile("[\\w.$]+(?:Exception|Error)\\b.*", Pattern.DOTALL);

    /** How much of JMH's header about a benchmark is printed again. */
    enum Header {
        WHOLE,
        NAME,
        NONE
    }

    private final OutputFormat out;
    private final ForkPlan plan;
    private final String progress;
    private final Header header;
    private volatile boolean started;
    private boolean skipEmptyLine;
    private boolean inTail;
    private boolean midLine;
    private int exitCode;
    private String lastWords = "";
    private String crash = "";
    private boolean namesReport;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    /** Whether nothing of the line has passed, because it may become ld.so's. */
    private boolean held = true;

    private volatile @Nullable String complaint;
    private @Nullable String notPreloaded;

    /**
     * @param progress the line that replaces JMH's "# Run progress"
     */
    ForkOutput(OutputFormat out, ForkPlan plan, String progress, Header header) {
        this.out = out;
        this.plan = plan;
        this.progress = progress;
        this.header = header;
    }

    /** Whether the fork has reached its first iteration. */
    boolean started() {
        return started;
    }

    /** The fork's exit code if JMH reported it, else 0. */
    int exitCode() {
        return exitCode;
    }

    /** The first line that a dead fork printed, or an empty text. */
    String lastWords() {
        return crash.isEmpty() ? lastWords : crash;
    }

    /** Whether HotSpot has said itself what it died of: by its exit code each crash is an abort. */
    boolean crashed() {
        return !crash.isEmpty();
    }

    /** The first line in which the fork's allocator complained about its settings. */
    Optional<String> complaint() {
        return Optional.ofNullable(complaint);
    }

    /** Why ld.so could not preload the first library that it could not. */
    synchronized Optional<String> notPreloaded() {
        return Optional.ofNullable(notPreloaded);
    }

    /** Ends a line that a dying fork left open. */
    synchronized void endLine() {
        if (midLine) {
            pass("");
        }
    }

    @Override
    public synchronized void println(String line) {
        Matcher exit = EXIT_CODE.matcher(line);
        if (exit.matches()) {
            exitCode = Integer.parseInt(exit.group(1));
            inTail = true;
        } else if (inTail) {
            tail(line);
        } else if (line.isEmpty() && skipEmptyLine) {
            skipEmptyLine = false;
        } else if (line.startsWith("# Run progress:")) {
            pass(progress);
        } else if (line.startsWith("# Fork: ")) {
            pass(plan.line());
        } else if (line.startsWith("# Run complete.")) {
            skipEmptyLine = true;
        } else if (line.equals("<failure>")) {
            endLine();
            skipEmptyLine = true;
        } else if (!isOfOneFork(line) && !isSentence(line)) {
            pass(line);
        }
    }

    /** What concerns the run: an error, said in a sentence, and the lock, which the run holds. */
    private static boolean isOfOneFork(String line) {
        return line.startsWith("Benchmark had encountered error") || line.startsWith("# WARNING: JMH lock is ignored");
    }

    private void pass(String line) {
        out.println(line);
        midLine = false;
    }

    /** An EbbException of the fork: a throwable's text that does not begin with its class. */
    private static boolean isSentence(String text) {
        return text.endsWith("\n")
                && text.indexOf('\n') == text.length() - 1
                && !EXCEPTION.matcher(text).matches();
    }

    private void tail(String line) {
        if (line.equals("</stderr>")) {
            inTail = false;
            skipEmptyLine = true;
        } else if (line.startsWith("#")) {
            hotspot(line.substring(1).strip());
        } else if (!line.startsWith("<")
                && !line.startsWith("Picked up ") // JAVA_TOOL_OPTIONS, before anything has happened
                && !line.isBlank()
                && lastWords.isEmpty()) {
            lastWords = line.strip();
        }
    }

    private void hotspot(String words) {
        if (namesReport) {
            crash += " (its report: " + words + ")";
            namesReport = false;
        } else if (crash.isEmpty() && FATAL.matcher(words).matches()) {
            crash = words;
        } else {
            namesReport = words.startsWith("An error report file with more information is saved as");
        }
    }

    @Override
    public void startBenchmark(BenchmarkParams params) {
        switch (header) {
            case WHOLE -> out.startBenchmark(params);
            case NAME -> out.println("# Benchmark: " + plan.row().label());
            case NONE -> skipEmptyLine = true;
        }
    }

    @Override
    public synchronized void iteration(BenchmarkParams benchmark, IterationParams params, int iteration) {
        started = true;
        midLine = true;
        out.iteration(benchmark, params, iteration);
    }

    @Override
    public synchronized void iterationResult(
            BenchmarkParams benchmark, IterationParams params, int iteration, IterationResult data) {
        out.iterationResult(benchmark, params, iteration, data);
        midLine = false;
    }

    /** Nothing: the row ends with its last fork. */
    @Override
    public void endBenchmark(BenchmarkResult result) {}

    /** Nothing: the run starts once. */
    @Override
    public void startRun() {}

    /** Nothing: the run ends once. */
    @Override
    public void endRun(Collection<RunResult> results) {}

    @Override
    public void print(String text) {
        out.print(text);
    }

    @Override
    public void verbosePrintln(String line) {
        out.verbosePrintln(line);
    }

    /** What the fork's process prints itself, byte by byte. */
    @Override
    public synchronized void write(int b) {
        if (b == '\n') {
            endOwnLine();
            return;
        }
        if (line.size() < LONGEST_LINE) {
            line.write(b);
        }
        if (!held) {
            out.write(b);
        } else if (line.size() == LONGEST_LINE || !mayBeOfLdSo(line.toString(StandardCharsets.UTF_8))) {
            passHeld();
        }
    }

    @Override
    public void write(byte[] bytes) {
        for (byte b : bytes) {
            write(b);
        }
    }

    private static boolean mayBeOfLdSo(String begun) {
        return begun.startsWith(LD_SO) || LD_SO.startsWith(begun);
    }

    private void passHeld() {
        for (byte b : line.toByteArray()) {
            out.write(b);
        }
        held = false;
    }

    private void endOwnLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        Matcher refused = NOT_PRELOADED.matcher(text);
        if (held && refused.matches()) {
            notPreloaded = notPreloaded == null ? refused.group(1) : notPreloaded;
        } else {
            if (held) {
                passHeld();
            }
            out.write('\n');
        }
        line.reset();
        held = true;
        if (complaint == null && Family.isComplaint(text)) {
            complaint = text;
        }
    }

    @Override
    public void flush() {
        out.flush();
    }

    /** Only passes what is held: JMH closes its output after each fork. */
    @Override
    public synchronized void close() {
        if (held) {
            passHeld();
        }
        out.flush();
    }
}
