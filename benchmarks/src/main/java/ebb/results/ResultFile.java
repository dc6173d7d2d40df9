// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import ebb.base.EbbException;
import ebb.base.Problem;
import ebb.base.WholeFile;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a file of JMH's JSON strictly: what is not wholly understood is refused, so that a damaged file never passes for
 * "nothing has changed".
 *
 * <p>JMH's aggregates are not trusted: one NaN makes a mean NaN, and an iteration that lacks a label counts as zero in
 * them. {@link Measured#forks()} uses the raw data.
 */
public final class ResultFile {
    /** 200 shards of 1,000 rows, 5 rounds and 24 metrics have a third of it. */
    static final int MOST_MIB = 1024;

    private ResultFile() {}

    /**
     * The file's rows, in its order, at least one.
     *
     * @throws EbbException naming file and fault: cut short, no JSON, not JMH's, of another JMH version, empty, a row
     *     twice, a row of which a fork has no score
     */
    public static List<ResultRow> read(Path file) {
        try (JsonReader json = new JsonReader(WholeFile.reader(file, MOST_MIB))) {
            json.setStrictness(Strictness.STRICT);
            List<ResultRow> rows = rows(json);
            if (rows.isEmpty()) {
                throw new RowReader.Fault("holds no result: no fork of that run has ended well");
            }
            requireUnique(rows);
            return rows;
        } catch (RowReader.Fault fault) {
            throw new EbbException(file + " " + fault.getMessage() + "; give another run.");
        } catch (EOFException e) {
            throw cutShort(file);
        } catch (MalformedJsonException e) {
            if (firstLine(e).startsWith("Unterminated string")) {
                throw cutShort(file);
            }
            throw new EbbException(file + " is not JSON (" + firstLine(e) + "); give a run folder or JMH's JSON.");
        } catch (CharacterCodingException e) {
            throw new EbbException(file + " is not text; give a run folder or JMH's JSON.");
        } catch (IOException e) {
            throw new EbbException(file + " cannot be read (" + Problem.of(e) + "); give a run folder or JMH's JSON.");
        } catch (IllegalStateException | NumberFormatException e) {
            throw new EbbException(
                    file + " is not a result of JMH (" + firstLine(e) + "); give a run folder or JMH's JSON.");
        }
    }

    /** Whether it says that no fork has ended well. */
    static boolean isEmpty(Path file) {
        return Files.exists(file) && WholeFile.read(file).matches("\\s*\\[\\s*]\\s*");
    }

    private static List<ResultRow> rows(JsonReader json) throws IOException {
        List<ResultRow> rows = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            rows.add(RowReader.read(json));
        }
        json.endArray();
        if (json.peek() != JsonToken.END_DOCUMENT) {
            throw new IllegalStateException("something follows the end of its array");
        }
        return rows;
    }

    private static void requireUnique(List<ResultRow> rows) {
        Set<RowKey> seen = new HashSet<>();
        for (ResultRow row : rows) {
            if (!seen.add(row.key())) {
                throw new RowReader.Fault("has the row " + row.key() + " twice");
            }
        }
    }

    private static EbbException cutShort(Path file) {
        return new EbbException(
                file + " is cut short: its JSON does not end; the run folder's forks/ has what each fork wrote.");
    }

    /** Gson adds a second line with the address of its manual, and what a programmer could do. */
    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst("^Use JsonReader\\S+ to accept ", "");
    }

    /**
     * Copies a file without what is of use on its machine only, the JDK's folder: a row a line, and one in memory at a time.
     *
     * @param file that {@link #read} has understood
     */
    public static void writePortable(Path file, OutputStream to) throws IOException {
        try (JsonReader json = new JsonReader(WholeFile.reader(file, MOST_MIB))) {
            OutputStream out = new BufferedOutputStream(to);
            json.beginArray();
            out.write('[');
            for (String before = "\n"; json.hasNext(); before = ",\n") {
                JsonObject row = JsonParser.parseReader(json).getAsJsonObject();
                if (row.get("jvm") instanceof JsonPrimitive jvm) {
                    row.addProperty("jvm", Environment.fileName(jvm.getAsString()));
                }
                out.write((before + row).getBytes(StandardCharsets.UTF_8));
            }
            out.write("\n]\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }
}
