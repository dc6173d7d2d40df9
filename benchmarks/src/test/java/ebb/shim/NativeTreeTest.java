// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import ebb.shim.NativeTree.Value;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NativeTreeTest {
    private static final long MIB = 1 << 20;

    @Test
    void theProcessesBelowOneAreSampledReadAndNamed() throws IOException, InterruptedException {
        Process root = new ProcessBuilder("sh", "-c", "sleep 60 & echo up; wait").start();
        assertThat(root.getInputStream().read()).isEqualTo('u'); // a child that comes later is seen after a while
        try (NativeTree tree = new NativeTree((int) root.pid(), 1_000_000, 1024)) {
            tree.start();
            TimeUnit.MILLISECONDS.sleep(200);
            tree.read();
            assertThat(tree.range(0)).isBetween(0L, 16 * MIB);
            assertThat(tree.range(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
            tree.stop();

            assertThat(tree.value(Value.PROCESSES)).isEqualTo(1);
            assertThat(tree.value(Value.CAME)).isEqualTo(1);
            assertThat(tree.value(Value.WENT)).isEqualTo(0);
            assertThat(tree.value(Value.UNREADABLE)).isEqualTo(0);
            assertThat(tree.value(Value.RSS)).isBetween(MIB / 8, 16 * MIB);
            assertThat(tree.value(Value.PSS)).isBetween(1L, tree.value(Value.RSS));
            assertThat(tree.value(Value.PEAK)).isGreaterThanOrEqualTo(tree.value(Value.RSS) - MIB / 4);
            assertThat(tree.value(Value.SWAP)).isEqualTo(0);
            int child = (int) root.descendants().findFirst().orElseThrow().pid();
            assertThat(tree.seen()).extracting(NativeTree.Seen::pid).containsExactly(child);
            // Its name when it was first seen: the fork's, or of the program that it runs.
            assertThat(tree.seen().get(0).name()).isIn("sh", "sleep");
            assertThat(tree.count()).isGreaterThan(1);
            int last = tree.count() - 1;
            assertThat(tree.processes(last)).isEqualTo(1);
            assertThat(tree.rss(last)).isBetween(MIB / 8, 16 * MIB);
            assertThat(tree.time(last)).isGreaterThan(tree.time(0));
            assertThat(tree.interval()).isEqualTo(1_000_000);
        } finally {
            root.descendants().forEach(ProcessHandle::destroyForcibly);
            root.destroyForcibly();
        }
    }

    @Test
    void aProcessThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> new NativeTree(Integer.MAX_VALUE, 1_000_000, 1024))
                .isInstanceOf(EbbException.class)
                .hasMessage("The native shim could not look at the processes below process 2147483647: errno 3.");
    }
}
