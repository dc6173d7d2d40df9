// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.allocator.Proven;
import ebb.base.EbbException;
import ebb.base.Json;
import ebb.base.Problem;
import ebb.base.WholeFile;
import ebb.results.NotSurvived;
import ebb.results.RunFolder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;

/**
 * The folder {@code forks/}: each fork's result, as soon as it has ended, in two forms.
 *
 * <p>{@code 003,Burst.burst,jemalloc,quick,ss,1,fork1.json} is JMH's JSON, for people to look at. It lacks what a merge
 * needs: JMH computes a score's error, percentiles and histograms from its own objects. So {@code ….ser.gz} has JMH's
 * object, serialized as JMH sends it from fork to host: with it a resumed run merges exactly what an uninterrupted one
 * merges. Its gzip checksum reveals a damaged file. It is written last, and marks the fork as done; warm-up forks have no
 * JSON. {@code ….proof} is what the fork has found its allocator to be, {@code ….killed} that it did not survive its memory
 * limit.
 */
final class KeptForks {
    /** A fork's result has some KiB. Unpacked it is at most this, so that no file unpacks into all of memory; bytes. */
    private static final int MOST = 64 << 20;

    /** What JMH's results are made of; nothing else is ever instantiated. */
    private static final ObjectInputFilter FILTER = ObjectInputFilter.Config.createFilter(
            "maxdepth=100;maxrefs=10000000;maxarray=10000000;org.openjdk.jmh.**;java.lang.*;java.util.*;"
                    + "java.util.concurrent.TimeUnit;!*");

    private final RunFolder folder;

    KeptForks(RunFolder folder) {
        this.folder = folder;
    }

    /**
     * @param place of the fork in the run, 1 for the first to start
     */
    void keep(int place, ForkPlan plan, RunResult result) {
        if (!plan.warmup()) {
            folder.write(name(place, plan) + ".json", Run.Report.bytes(ResultFormatType.JSON, List.of(result)));
        }
        folder.write(kept(place, plan), bytes(plan, result));
    }

    /**
     * The result of a fork, if it was done before.
     *
     * @throws EbbException if its file is damaged or belongs to another fork
     */
    Optional<RunResult> find(int place, ForkPlan plan) {
        Path file = folder.path().resolve(kept(place, plan));
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        RunResult result = read(file);
        if (!isOf(plan.row(), result)) {
            throw unusable(file, "it is the result of another fork");
        }
        return Optional.of(result);
    }

    /** Marks the fork as done. */
    void keep(int place, ForkPlan plan, NotSurvived kill) {
        folder.write(killed(place, plan), Json.bytes(kill));
    }

    /** Of a fork that was done before, and did not survive its limit. */
    Optional<NotSurvived> kill(int place, ForkPlan plan) {
        Path file = folder.path().resolve(killed(place, plan));
        return Files.isRegularFile(file) ? Optional.of(NotSurvived.read(file)) : Optional.empty();
    }

    /** The file to which a fork writes what it has proven. */
    Path proof(int place, ForkPlan plan) {
        return folder.path().toAbsolutePath().resolve(name(place, plan) + ".proof");
    }

    /** What a fork has proven, if it got that far. */
    Optional<Proven> proven(int place, ForkPlan plan) {
        Path file = proof(place, plan);
        return Files.isRegularFile(file) ? Optional.of(Proven.read(file)) : Optional.empty();
    }

    private static RunResult read(Path file) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(WholeFile.bytes(file)))) {
            // All of it first: only at its end is the checksum compared.
            byte[] content = gzip.readNBytes(MOST + 1);
            if (content.length > MOST) {
                throw unusable(file, "it unpacks to more than " + (MOST >> 20) + " MiB");
            }
            ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(content));
            in.setObjectInputFilter(FILTER);
            if (in.readObject() instanceof RunResult result) {
                return result;
            }
        } catch (EbbException e) {
            throw e;
        } catch (IOException e) {
            throw unusable(file, Problem.of(e));
        } catch (ClassNotFoundException | RuntimeException e) { // the latter of a stream that was made to
            throw unusable(file, "it holds " + e.getMessage());
        }
        throw unusable(file, "it holds no result of JMH");
    }

    private static EbbException unusable(Path file, String why) {
        return new EbbException(
                file + " cannot be used (" + why + "): delete it, and --resume runs that fork once more.");
    }

    private static boolean isOf(Row row, RunResult result) {
        return result.getParams().getBenchmark().equals(row.benchmark())
                && result.getParams().getMode() == row.mode()
                && row.params().stream()
                        .allMatch(p -> p.value().equals(result.getParams().getParam(p.name())));
    }

    private static byte[] bytes(ForkPlan plan, RunResult result) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(new GZIPOutputStream(bytes))) {
            out.writeObject(result);
        } catch (NotSerializableException e) {
            throw new EbbException("The result of " + plan.row().label() + " cannot be kept, because " + e.getMessage()
                    + " is not serializable: leave out the profiler that makes it.");
        } catch (IOException e) {
            throw new IllegalStateException("written to memory", e);
        }
        return bytes.toByteArray();
    }

    private static String kept(int place, ForkPlan plan) {
        return name(place, plan) + ".ser.gz";
    }

    private static String killed(int place, ForkPlan plan) {
        return name(place, plan) + ".killed";
    }

    /** Unique by the place. */
    private static String name(int place, ForkPlan plan) {
        return String.format(
                Locale.ROOT,
                RunFolder.FORKS + "/%03d,%s,%s%d",
                place,
                plan.row().key().fileName(),
                plan.warmup() ? "warmup" : "fork",
                plan.fork());
    }
}
