// SPDX-License-Identifier: Apache-2.0
package ebb.run;

/** The processes that this JVM started. */
final class Forks {
    private Forks() {}

    /** Ends them all at once, and what they started themselves; JMH runs one fork at a time. */
    static void kill() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }
}
