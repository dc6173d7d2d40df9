// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import ebb.cgroup.SmallCgroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cgroup of 48 MiB, and a service that takes more, or does not. */
class ServiceOomTest {
    private static final String TAKES =
            "while [ ! -e go ]; do sleep 0.05; done; perl -e '$x = \"a\" x ($ARGV[0] << 20);"
                    + " kill 9, $ARGV[1] if @ARGV > 1' -- ";

    @TempDir
    private Path folder;

    private Shop shop = new Shop(Path.of(""));
    private SmallCgroup cgroup;

    @BeforeEach
    void aService() throws IOException {
        cgroup = new SmallCgroup(48 << 20);
        shop = new Shop(folder.toRealPath());
        shop.burst = Optional.of("touch go; sleep 20");
    }

    @AfterEach
    void nothingIsLeftInIt() throws IOException {
        cgroup.close();
    }

    @Test
    void whomTheOomKillerHasEndedIsToldByTheCountOfItsCgroup() {
        shop.start = cgroup.join() + "echo up; exec sh -c '" + TAKES.replace("'", "'\\''") + "200; kill -9 $$'";
        ends("exit status 137, as of signal 9 (KILL)" + oomKilled());
    }

    @Test
    void aWorkerThatItHasEndedIsToldToo() {
        shop.start = cgroup.join() + "echo up; " + TAKES + "200; exit 3";
        ends("exit status 3" + oomKilled());
    }

    /** A client fails as soon as its connection is closed, before the service is gone. */
    @Test
    void aBurstThatFailsBecauseTheServiceIsKilledIsNotBlamed() {
        shop.start = cgroup.join() + "echo $$ >pid; echo up; " + TAKES.replace("perl", "exec perl") + "200";
        shop.burst = Optional.of("touch go; while kill -0 $(cat pid); do sleep 0.01; done; exit 1");
        ends("exit status 137, as of signal 9 (KILL)" + oomKilled());
    }

    @Test
    void aBurstThatFailsBecauseAWorkerWasKilledSaysSo() {
        shop.start = cgroup.join() + "echo up; " + TAKES + "200; touch killed; sleep 100";
        shop.burst = Optional.of("touch go; while [ ! -e killed ]; do sleep 0.02; done; exit 1");
        try (ServiceProcess process = shop.open()) {
            assertThatThrownBy(process::burst)
                    .isInstanceOf(EbbException.class)
                    .hasMessage("The burst of the service shop, '" + shop.burst.orElseThrow()
                            + "', failed with exit status 1" + oomKilled() + "; it printed nothing.");
        }
    }

    /** The control: the same signal, of somebody else. */
    @Test
    void nothingIsGuessedFromTheSignal() {
        shop.start = cgroup.join() + "echo up; " + TAKES + "1 $$; sleep 20";
        ends("exit status 137, as of signal 9 (KILL)");
    }

    private String oomKilled() {
        String file = Files.exists(cgroup.folder().resolve("memory.events")) ? "memory.events" : "memory.oom_control";
        return "; the kernel's OOM killer has ended 1 process of the cgroup " + cgroup.folder()
                + " since the service was started (oom_kill in its " + file + ")";
    }

    private void ends(String how) {
        try (ServiceProcess process = shop.open()) {
            assertThatThrownBy(process::burst)
                    .isInstanceOf(EbbException.class)
                    .hasMessageMatching(
                            "\\QThe service shop ended during a burst: " + how + "; its last words: up\\E.*");
        }
    }
}
