// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * Where output goes, and what it can show.
 *
 * @param out results
 * @param err progress and errors
 * @param charset of both
 * @param colour whether {@code out} is a terminal that is to be coloured
 * @param redraw whether {@code err} is a terminal, on which a line can be drawn again
 */
public record Terminal(PrintStream out, PrintStream err, Charset charset, boolean colour, boolean redraw) {
    private static final String BLOCK = "▁";

    /** This process's own. */
    public static Terminal here() {
        Charset charset = charsetOfLocale();
        boolean colour = isTerminal(1) && System.getenv("NO_COLOR") == null;
        return new Terminal(
                new PrintStream(System.out, true, charset),
                new PrintStream(System.err, true, charset),
                charset,
                colour,
                isTerminal(2));
    }

    /** What picocli takes for {@link #colour}. */
    Ansi ansi() {
        return colour ? Ansi.ON : Ansi.OFF;
    }

    /** Whether block characters can be shown. */
    boolean blocks() {
        return charset.newEncoder().canEncode(BLOCK);
    }

    /** The text, with replacements for what this terminal cannot show. */
    String shown(String text) {
        return charset.newEncoder().canEncode(text)
                ? text
                : text.replace("±", "+-").replace("·", "*").replace("≈", "~");
    }

    /** The locale's: a newer JDK's default is UTF-8 whatever the terminal shows. */
    private static Charset charsetOfLocale() {
        for (String property : List.of("stdout.encoding", "native.encoding")) {
            String name = System.getProperty(property, "");
            if (!name.isEmpty() && Charset.isSupported(name)) {
                return Charset.forName(name);
            }
        }
        return Charset.defaultCharset();
    }

    private static boolean isTerminal(int descriptor) {
        return isTerminal(link(Path.of("/proc/self/fd", Integer.toString(descriptor))), System.getenv("TERM"));
    }

    /** {@code System.console()} would not do: it is null where the standard input is no terminal. */
    static boolean isTerminal(String device, @Nullable String term) {
        return (device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console"))
                && term != null
                && !term.equals("dumb");
    }

    private static String link(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
