// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import ebb.base.EbbException;
import ebb.base.Problem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where each row begins and ends in a file that {@link ResultFile} has understood: so one is read without the others. */
final class RowTexts {
    private final Path file;
    private final long[] begins;
    private final long[] ends;
    private int found;

    private RowTexts(Path file, int rows) {
        this.file = file;
        this.begins = new long[rows];
        this.ends = new long[rows];
    }

    /** @throws EbbException where it cannot be read, or has not that many rows any more */
    static RowTexts of(Path file, int rows) {
        RowTexts texts = new RowTexts(file, rows);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            texts.find(in);
        } catch (IOException e) {
            throw unreadable(file, Problem.of(e));
        }
        if (texts.found != rows) {
            throw unreadable(file, "it has changed meanwhile");
        }
        return texts;
    }

    private void find(InputStream in) throws IOException {
        int depth = 0;
        boolean quoted = false;
        boolean escaped = false;
        long at = 0;
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (quoted) {
                quoted = escaped || next != '"';
                escaped = !escaped && next == '\\';
            } else if (next == '"') {
                quoted = true;
            } else if (next == '{' || next == '[') {
                depth++;
                if (depth == 2 && found < begins.length) {
                    begins[found] = at;
                }
            } else if (next == '}' || next == ']') {
                depth--;
                if (depth == 1) {
                    if (found < ends.length) {
                        ends[found] = at + 1;
                    }
                    found++;
                }
            }
            at++;
        }
    }

    /** @throws EbbException where it cannot be read */
    JsonObject row(int index) {
        byte[] text = new byte[(int) (ends[index] - begins[index])];
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(begins[index]);
            in.readFully(text);
        } catch (IOException e) {
            throw unreadable(file, Problem.of(e));
        }
        return JsonParser.parseString(new String(text, StandardCharsets.UTF_8)).getAsJsonObject();
    }

    private static EbbException unreadable(Path file, String why) {
        return new EbbException("Cannot read " + file + ": " + why + ".");
    }
}
