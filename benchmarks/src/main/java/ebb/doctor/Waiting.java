// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The call of the kernel that a thread is in, from {@code /proc/PID/task/TID/syscall}.
 *
 * @param call its number on this architecture; -1: none, though it does not run
 * @param stackPointer of the thread
 */
record Waiting(int call, long stackPointer) {
    private static final int NO_CALL = -1;

    /** Those in which a thread waits for something, by their numbers on x86-64 and on aarch64 (-1: not there). */
    private static final Map<Integer, String> NAMES = names(new Object[][] {
        {"read", 0, 63},
        {"poll", 7, -1},
        {"readv", 19, 65},
        {"select", 23, -1},
        {"pause", 34, -1},
        {"nanosleep", 35, 101},
        {"accept", 43, 202},
        {"recvfrom", 45, 207},
        {"recvmsg", 47, 212},
        {"wait4", 61, 260},
        {"semop", 65, 193},
        {"msgrcv", 71, 188},
        {"rt_sigtimedwait", 128, 137},
        {"rt_sigsuspend", 130, 133},
        {"futex", 202, 98},
        {"epoll_wait", 232, -1},
        {"clock_nanosleep", 230, 115},
        {"waitid", 247, 95},
        {"pselect6", 270, 72},
        {"ppoll", 271, 73},
        {"epoll_pwait", 281, 22},
        {"accept4", 288, 242},
        {"recvmmsg", 299, 243},
        {"io_getevents", 208, 4},
        {"io_uring_enter", 426, 426},
        {"futex_waitv", 449, 449},
        {"epoll_pwait2", 441, 441},
        {"restart_syscall", 219, 128}
    });

    /** Empty for a thread that runs. */
    static Optional<Waiting> parse(String syscall) {
        String[] words = syscall.strip().split(" ");
        try {
            int call = Integer.parseInt(words[0]);
            // Number, six arguments, stack pointer, program counter; without a call the last two alone.
            String pointer = words[words.length - 2];
            return Optional.of(new Waiting(call, Long.parseUnsignedLong(pointer.substring(2), 16)));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    boolean isInCall() {
        return call != NO_CALL;
    }

    /** The call's name where it is one of those in which threads wait, for whatever purpose. */
    Optional<String> name() {
        return Optional.ofNullable(NAMES.get(call));
    }

    private static Map<Integer, String> names(Object[][] table) {
        int column = System.getProperty("os.arch").equals("aarch64") ? 2 : 1;
        Map<Integer, String> names = new HashMap<>();
        for (Object[] row : table) {
            names.put((Integer) row[column], (String) row[0]);
        }
        names.remove(NO_CALL);
        return names;
    }
}
