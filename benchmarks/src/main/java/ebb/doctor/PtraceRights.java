// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import ebb.base.EbbException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether this process may trace that one: said before gdb tries, and in what it takes. See ptrace(2). */
final class PtraceRights {
    private static final Path YAMA = Path.of("/proc/sys/kernel/yama/ptrace_scope");
    private static final Path OWN_STATUS = Path.of("/proc/self/status");
    private static final int CAP_SYS_PTRACE = 19;
    private static final String NEEDS =
            " It takes the capability CAP_SYS_PTRACE: run as root of the process's host, or give"
                    + " it to the container.";

    private PtraceRights() {}

    /** @throws EbbException where it may not */
    static void refuse(long pid, String status) {
        String own = read(OWN_STATUS, "");
        String scope = read(YAMA, "0").strip();
        refuse(pid, status, own, scope);
    }

    /**
     * @param status of the other process
     * @param own of this one
     * @param scope yama's; 0 where there is none
     */
    static void refuse(long pid, String status, String own, String scope) {
        if (scope.equals("3")) {
            throw new EbbException("Process " + pid + " cannot be traced: this kernel allows it to nobody" + " (" + YAMA
                    + " is 3, until the next boot).");
        }
        String capabilities = Patient.value(own, "CapEff");
        if (capabilities.matches("[0-9a-f]{1,16}")
                && (Long.parseUnsignedLong(capabilities, 16) >> CAP_SYS_PTRACE & 1) != 0) {
            return;
        }
        String user = Patient.value(own, "Uid").split("\\s+")[0];
        List<String> users =
                List.of(Patient.value(status, "Uid").split("\\s+")); // real, effective, saved, file system's
        if (!users.subList(0, Math.min(users.size(), 3)).equals(List.of(user, user, user))) {
            throw new EbbException("Process " + pid + " is another user's, and may not be traced." + NEEDS);
        }
        if (!scope.equals("0")) {
            throw new EbbException("Process " + pid + " may not be traced: this kernel allows it " + allowed(scope)
                    + " (" + YAMA + " is " + scope + ")." + NEEDS);
        }
    }

    private static String allowed(String scope) {
        return switch (scope) {
            case "1" -> "of a child only";
            case "2" -> "to administrators only";
            default -> "in some cases only";
        };
    }

    private static String read(Path file, String otherwise) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return otherwise;
        }
    }
}
