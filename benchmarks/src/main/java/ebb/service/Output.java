// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import ebb.base.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads what a program prints as long as it does, so that it never waits, and keeps the beginning and the end of it: a
 * service may print gigabytes.
 */
final class Output implements Runnable {
    private static final int KEPT = 64 * 1024;
    private static final int LINE_MOST = 8 * 1024;
    private static final int LAST_WORDS = 3;
    private static final int WORDS_MOST = 600;

    private final InputStream from;
    private final Consumer<String> onLine;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder first = new StringBuilder();
    private final Deque<String> last = new ArrayDeque<>();
    private int lastLength;
    private long dropped;

    /** @param onLine gets each line as it comes, cut where it is longer than 8 KiB */
    Output(InputStream from, Consumer<String> onLine) {
        this.from = from;
        this.onLine = onLine;
    }

    @Override
    public void run() {
        byte[] buffer = new byte[KEPT];
        try {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    take(buffer[i]);
                }
            }
        } catch (IOException e) {
            // It was closed under this thread: whoever did so wants no more of it.
        }
        if (line.size() > 0) {
            end();
        }
    }

    private void take(byte next) {
        if (next == '\n') {
            end();
        } else if (line.size() < LINE_MOST) {
            line.write(next);
        }
    }

    private void end() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        keep(text);
        onLine.accept(text);
    }

    private synchronized void keep(String text) {
        if (dropped == 0 && last.isEmpty() && first.length() + text.length() < KEPT) {
            first.append(text).append('\n');
            return;
        }
        last.add(text);
        lastLength += text.length() + 1;
        while (lastLength > KEPT && last.size() > 1) {
            lastLength -= last.remove().length() + 1;
            dropped++;
        }
    }

    /** All that was kept. */
    synchronized String text() {
        String middle = dropped == 0 ? "" : "[" + dropped + " lines are left out here]\n";
        return first + middle + (last.isEmpty() ? "" : String.join("\n", last) + "\n");
    }

    /** The last lines that are not blank, in one line; "it printed nothing" where there is none. */
    String lastWords() {
        List<String> lines = text().lines()
                .map(String::strip)
                .filter(words -> !words.isEmpty())
                .toList();
        String words = String.join(" | ", lines.subList(Math.max(0, lines.size() - LAST_WORDS), lines.size()));
        return words.isEmpty()
                ? "it printed nothing"
                : "its last words: " + Printable.of(words.substring(Math.max(0, words.length() - WORDS_MOST)));
    }
}
