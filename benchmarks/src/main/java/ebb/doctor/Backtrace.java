// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import ebb.doctor.LoadedFile.Addresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The frames of a thread, from where it is to where it began.
 *
 * @param frames as gdb found them
 * @param whole whether the last is the first of the thread: its code says that nothing called it
 */
record Backtrace(List<Frame> frames, boolean whole) {
    private static final Pattern FRAME = Pattern.compile("frame=\\{level=\"\\d+\"([^}]*)\\}");
    private static final Pattern ADDRESS = Pattern.compile("addr=\"0x([0-9a-f]{1,16})\"");
    private static final Pattern NAME = Pattern.compile("func=\"([^\"]*)\"");

    /** @param name of the function; empty where gdb knows none */
    record Frame(long address, String name) {}

    /** @param answer of GDB/MI to -stack-list-frames */
    static List<Frame> frames(String answer) {
        List<Frame> frames = new ArrayList<>();
        Matcher frame = FRAME.matcher(answer);
        while (frame.find()) {
            Matcher address = ADDRESS.matcher(frame.group(1));
            Matcher name = NAME.matcher(frame.group(1));
            frames.add(new Frame(
                    address.find() ? Long.parseUnsignedLong(address.group(1), 16) : 0,
                    name.find() && !name.group(1).equals("??") ? name.group(1) : ""));
        }
        return frames;
    }

    /**
     * Why it is not shown that this thread holds no lock of the allocator's; empty where it is shown: it came to where it
     * waits by calls alone, all of them are known from its beginning on, and none of them is in the allocator.
     *
     * @param allocator where its code is
     */
    Optional<String> doubt(List<Addresses> allocator) {
        if (!whole) {
            return Optional.of("waited, but gdb did not see where their calls begin");
        }
        for (Frame frame : frames) {
            if (frame.name().equals("<signal handler called>")) {
                return Optional.of("waited in a signal handler, which may have interrupted the allocator");
            }
            if (allocator.stream().anyMatch(code -> code.hold(frame.address()))) {
                return Optional.of("waited in the allocator");
            }
            if (frame.name().matches("_*(libc_)?v?[fF]ork")) {
                return Optional.of("waited in fork, which holds the allocator's locks");
            }
        }
        return Optional.empty();
    }
}
