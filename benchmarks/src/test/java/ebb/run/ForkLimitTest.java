// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.cgroup.CgroupLimit;
import ebb.cgroup.StuckCgroup;
import ebb.residency.KernelFiles.MemInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;

class ForkLimitTest {
    private static final MemInfo MACHINE = new MemInfo(8L << 30, 6L << 30);

    private static Row row(Row.Param... params) {
        return new Row(
                "ebb.load.Burst.burst",
                Mode.SingleShotTime,
                List.of(params),
                1,
                0,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                1);
    }

    private static Row row(String limit, String allocator) {
        return row(new Row.Param("allocator", allocator, 0), new Row.Param("limit", limit, 0));
    }

    private static void check(String limit, Optional<CgroupLimit> container) {
        ForkLimit.check(List.of(row(limit, "glibc")), MACHINE, container);
    }

    @Test
    void aLimitIsNoneOrMiB() {
        assertThatCode(() -> check("none", Optional.empty())).doesNotThrowAnyException();
        assertThatCode(() -> check("8192", Optional.empty())).doesNotThrowAnyException();
        for (String wrong : List.of("0", "600m", "-5", "1.5", "", "9999999999", "0%", "1000%", "%", "9.5%")) {
            assertThatThrownBy(() -> check(wrong, Optional.empty()))
                    .hasToString(
                            "-p limit=" + wrong + " is neither none nor a whole number of MiB, as in limit=600, or of"
                                    + " per cent, as in limit=90%.");
        }
    }

    @Test
    void aShareNeedsTheSameRowWithoutALimit() {
        assertThatCode(() -> ForkLimit.check(
                        List.of(row("90%", "glibc"), row("none", "jemalloc"), row("none", "glibc")),
                        MACHINE,
                        Optional.empty()))
                .doesNotThrowAnyException();
        for (Row other : List.of(row("none", "jemalloc"), row("600", "glibc"))) {
            assertThatThrownBy(() -> ForkLimit.check(List.of(row("90%", "glibc"), other), MACHINE, Optional.empty()))
                    .hasToString("-p limit=90% is a share of what the same row takes without a limit, which this run"
                            + " does not measure: give both, as in -p limit=none,90%.");
        }
    }

    private static void checkHigh(String limit, String high) {
        HighMark.check(List.of(row(new Row.Param("limit", limit, 0), new Row.Param("high", high, 0))));
    }

    @Test
    void aHighMarkIsBelowALimit() {
        assertThatCode(() -> checkHigh("none", "none")).doesNotThrowAnyException();
        assertThatThrownBy(() -> checkHigh("600", "550m"))
                .hasToString("-p high=550m is neither none nor a whole number of MiB, as in high=550.");
        assertThatThrownBy(() -> checkHigh("none", "550"))
                .hasToString("-p high=550 must be below a limit in MiB, and -p limit is none.");
        assertThatThrownBy(() -> checkHigh("550", "550"))
                .hasToString("-p high=550 must be below a limit in MiB, and -p limit is 550.");
    }

    @Test
    void aLimitThatLimitsNothingIsRefused() {
        assertThatThrownBy(() -> check("8193", Optional.empty()))
                .hasToString("-p limit=8193 is more than this machine's 8192 MiB: it would limit nothing.");
        CgroupLimit container = new CgroupLimit(Path.of("/sys/fs/cgroup"), 2L << 30, 0);
        assertThatCode(() -> check("2048", Optional.of(container))).doesNotThrowAnyException();
        assertThatThrownBy(() -> check("2049", Optional.of(container)))
                .hasToString("-p limit=2049 is more than the limit of this container (2048 MiB, cgroup"
                        + " /sys/fs/cgroup), which would be met first.");
    }

    /** The fork has ended by then, and its result is as good as any. */
    @Test
    void aCgroupThatStaysIsToldAndNothingElseIsLost(@TempDir Path temp) {
        List<String> told = new ArrayList<>();
        Path folder = temp.resolve("cgroup");
        ForkLimit limit = new ForkLimit(
                new ForkPlan(row("none", "glibc"), 1, false),
                OptionalLong.empty(),
                StuckCgroup.at(folder),
                temp.resolve("timeline"),
                told::add);

        limit.close();

        assertThat(told)
                .containsExactly("The cgroup " + folder + " cannot be removed (Device or resource busy): end what"
                        + " cgroup.procs lists there and below, then rmdir it.");
    }
}
