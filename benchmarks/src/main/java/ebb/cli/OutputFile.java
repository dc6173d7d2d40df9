// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.base.Problem;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** JMH's {@code -o FILE}. Whatever is in the file stays until a run begins: a command that is refused loses nothing. */
final class OutputFile extends OutputStream {
    private final String name;
    private FileOutputStream file;

    /** What is written before the run begins; null from then on. */
    private @Nullable ByteArrayOutputStream early = new ByteArrayOutputStream();

    /** @throws EbbException where it cannot be written to; it is made if it does not exist */
    OutputFile(String name) {
        this.name = name;
        this.file = open(true);
    }

    private FileOutputStream open(boolean append) {
        try {
            return new FileOutputStream(name, append);
        } catch (FileNotFoundException e) {
            throw new EbbException("-o " + name + " cannot be written to (" + Problem.of(e) + ").");
        }
    }

    /**
     * The run begins.
     *
     * @param resumed whether it continues one, whose output stays in front of its own
     * @throws EbbException where it cannot be written to any more
     */
    void begin(boolean resumed) {
        ByteArrayOutputStream before = early;
        if (before == null) {
            return;
        }
        early = null;
        try {
            if (!resumed) {
                FileOutputStream empty = open(false); // before the other is closed: whoever reads a pipe sees no end
                file.close();
                file = empty;
            }
            before.writeTo(file);
        } catch (IOException e) {
            throw new EbbException("-o " + name + " cannot be written to (" + Problem.of(e) + ").");
        }
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        (early == null ? file : early).write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
