// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.EbbException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Why a process has not reported which allocator it runs on. */
final class Silence {
    private static final int SET_ID = 06000;

    private Silence() {}

    /** In words behind a colon. */
    static String reason(OtherProcess process) {
        ElfFile program;
        ElfFile jvm;
        try {
            program = ElfFile.read(process.image());
            jvm = ElfFile.read(Path.of("/proc/self/exe"));
        } catch (EbbException e) {
            return "it has not reported, and " + e.getMessage();
        }
        Optional<LinkedIn.Found> linkedIn =
                program.interpreter().isEmpty() ? new LinkedIn().in(process.image()) : Optional.empty();
        return reason(program, jvm, linkedIn, isSetId(process.image()), process.environment());
    }

    /**
     * The same.
     *
     * @param linkedIn an allocator that a static program holds
     * @param setId whether it takes on another user's or group's rights
     * @param environment as /proc has it
     */
    static String reason(
            ElfFile program, ElfFile jvm, Optional<LinkedIn.Found> linkedIn, boolean setId, String environment) {
        if (!program.fits(jvm)) {
            return "it is built for " + program.architecture() + ", and the libraries that would be preloaded for "
                    + jvm.architecture();
        }
        if (program.interpreter().isEmpty()) {
            return "it is statically linked, so nothing can be preloaded"
                    + linkedIn.filter(found -> !found.variables().isEmpty())
                            .map(found -> ", and has " + found.name() + "; what can still be varied is "
                                    + found.variables() + ", without Ebb")
                            .orElse("; build it to load its C library");
        }
        if (program.interpreter().contains("ld-musl")) {
            return "it is built for musl (" + program.interpreter()
                    + "), and all that could be preloaded is built for glibc; build it for glibc";
        }
        if (setId) {
            return "it is set-uid or set-gid, so ld.so preloads nothing; start it without that, by a user who has the"
                    + " rights";
        }
        if (!("\0" + environment).contains("\0EBB_AGENT=")) {
            return "it was started without the environment that 'start' was given (sudo, su, env -i and sandboxes drop it);"
                    + " start the program itself";
        }
        return "it has not reported, though its environment asks it to; see whether ld.so complains in its output, as it"
                + " does where another user may not read the library";
    }

    private static boolean isSetId(Path file) {
        try {
            return Files.getAttribute(file, "unix:mode") instanceof Integer mode && (mode & SET_ID) != 0;
        } catch (IOException e) {
            return false;
        }
    }
}
