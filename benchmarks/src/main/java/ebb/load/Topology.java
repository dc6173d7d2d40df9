// SPDX-License-Identifier: Apache-2.0
package ebb.load;

/** Who frees what another thread allocated; in the order of {@code enum ebb_topology} in ebb.h. */
public enum Topology {
    /** Work stealing: whoever runs a task last frees its blocks. */
    STEALING("stealing"),
    /** Tasks stay with one worker: each frees what it allocated. */
    SAME_THREAD("same-thread"),
    /** One thread more, which only frees. */
    REAPER("reaper"),
    /** As stealing, and the workers end after the burst. */
    EXITED("exited");

    private final String word;

    Topology(String word) {
        this.word = word;
    }

    /** As it is written in a scenario. */
    public String word() {
        return word;
    }
}
