// SPDX-License-Identifier: Apache-2.0
package ebb.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CgroupLimitTest {
    private static final String V1_MOUNTS = """
            31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
            32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
            35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory
            41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
            """;
    private static final String V1_CGROUP = """
            9:name=systemd:/
            4:memory:/jobs/4fb7
            2:cpu,cpuacct:/
            0::/
            """;
    private static final String V2_MOUNTS =
            "25 20 0:22 / /sys/fs/cgroup rw,nosuid,nodev - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot\n";
    private static final String UNLIMITED = "9223372036854771712\n";

    private final Map<String, String> files = new HashMap<>();

    private Optional<CgroupLimit> find(String cgroup, String mountinfo) {
        return CgroupLimit.find(cgroup, mountinfo, path -> Optional.ofNullable(files.get(path.toString())));
    }

    private void version1(String directory, String limit, String usage) {
        files.put(directory + "/memory.limit_in_bytes", limit);
        files.put(directory + "/memory.usage_in_bytes", usage);
    }

    private void version2(String directory, String limit, String usage) {
        files.put(directory + "/memory.max", limit);
        files.put(directory + "/memory.current", usage);
    }

    @Test
    void version1IsReadFromItsOwnGroupWithoutThePageCache() {
        version1("/sys/fs/cgroup/memory/jobs/4fb7", "1073741824\n", "536870912\n");
        version1("/sys/fs/cgroup/memory/jobs", UNLIMITED, "600000000\n");
        version1("/sys/fs/cgroup/memory", UNLIMITED, "700000000\n");
        files.put("/sys/fs/cgroup/memory/jobs/4fb7/memory.stat", """
                cache 9216000
                inactive_file 1
                active_file 2
                total_cache 9216000
                total_inactive_file 268435456
                total_active_file 1048576
                """);

        CgroupLimit limit = find(V1_CGROUP, V1_MOUNTS).orElseThrow();

        assertThat(limit)
                .isEqualTo(new CgroupLimit(Path.of("/sys/fs/cgroup/memory/jobs/4fb7"), 1073741824L, 267386880L));
        assertThat(limit.available()).isEqualTo(806354944L);
    }

    @Test
    void version1WithoutALimitHasNone() {
        version1("/sys/fs/cgroup/memory/jobs/4fb7", UNLIMITED, "536870912\n");

        assertThat(find(V1_CGROUP, V1_MOUNTS)).isEmpty();
    }

    @Test
    void parentThatLeavesLessIsTheLimit() {
        version2("/sys/fs/cgroup/kubepods.slice/pod1/main", "max\n", "100\n");
        version2("/sys/fs/cgroup/kubepods.slice/pod1", "4000\n", "1000\n");
        version2("/sys/fs/cgroup/kubepods.slice", "9000\n", "8000\n");
        files.put("/sys/fs/cgroup/kubepods.slice/memory.stat", "anon 7000\ninactive_file 300\nactive_file 100\n");

        assertThat(find("0::/kubepods.slice/pod1/main\n", V2_MOUNTS))
                .contains(new CgroupLimit(Path.of("/sys/fs/cgroup/kubepods.slice"), 9000, 7600));
    }

    @Test
    void version2UnlimitedThroughoutHasNone() {
        version2("/sys/fs/cgroup/user.slice", "max\n", "100\n");

        assertThat(find("0::/user.slice\n", V2_MOUNTS)).isEmpty();
    }

    @Test
    void hybridTakesTheTighterOfBoth() {
        version1("/sys/fs/cgroup/memory/jobs/4fb7", "5000\n", "1000\n");
        version2("/sys/fs/cgroup/unified", "3000\n", "1000\n");

        assertThat(find(V1_CGROUP, V1_MOUNTS)).contains(new CgroupLimit(Path.of("/sys/fs/cgroup/unified"), 3000, 1000));
    }

    @Test
    void containerThatSeesTheHostsPathUsesItsMount() {
        String mounts = "35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n";
        version1("/sys/fs/cgroup/memory", "2000\n", "500\n");
        version1("/sys/fs/cgroup/memory/inner", "1500\n", "500\n");
        Path top = Path.of("/sys/fs/cgroup/memory");

        assertThat(find("4:memory:/docker/abc\n", mounts)).contains(new CgroupLimit(top, 2000, 500));
        assertThat(find("4:memory:/docker/abc/inner\n", mounts))
                .contains(new CgroupLimit(top.resolve("inner"), 1500, 500));
        assertThat(find("4:memory:/elsewhere\n", mounts)).contains(new CgroupLimit(top, 2000, 500));
        assertThat(find("4:memory:/../abc\n", mounts)).contains(new CgroupLimit(top, 2000, 500));
    }

    @Test
    void groupOutsideOfTheNamespaceUsesTheMount() {
        version2("/sys/fs/cgroup", "3000\n", "1000\n");
        version2("/sys/fs/cgroup/other", "10\n", "10\n");

        assertThat(find("0::/../other\n", V2_MOUNTS)).contains(new CgroupLimit(Path.of("/sys/fs/cgroup"), 3000, 1000));
    }

    @Test
    void escapedMountPointAndControllersMountedTogether() {
        String mounts = "35 31 0:32 / /mnt/c\\040group rw - cgroup cgroup rw,cpu,memory\n";
        version1("/mnt/c group/a:b", "2000\n", "500\n");

        assertThat(find("4:cpu,memory:/a:b\n", mounts))
                .contains(new CgroupLimit(Path.of("/mnt/c group/a:b"), 2000, 500));
    }

    @Test
    void groupOverItsLimitHasNothingLeft() {
        version2("/sys/fs/cgroup", "3000\n", "3500\n");

        assertThat(find("0::/\n", V2_MOUNTS).orElseThrow().available()).isZero();
    }

    @Test
    void nothingReadableIsNoLimit() {
        assertThat(find("", "")).isEmpty();
        assertThat(find(V1_CGROUP, V1_MOUNTS + "garbage\n")).isEmpty();
    }

    @Test
    void aGroupWithoutALimitIsChargedAllTheSame() {
        version2("/sys/fs/cgroup/pod/app", "max\n", "700\n");
        version2("/sys/fs/cgroup/pod", "2000\n", "900\n");
        files.put("/sys/fs/cgroup/pod/app/memory.stat", "inactive_file 100\nactive_file 20\nanon 500\n");

        var charges = CgroupLimit.charges(
                "0::/pod/app\n", V2_MOUNTS, path -> Optional.ofNullable(files.get(path.toString())));

        assertThat(charges)
                .containsExactly(
                        new CgroupLimit.Charge(Path.of("/sys/fs/cgroup/pod/app"), OptionalLong.empty(), 700, 120),
                        new CgroupLimit.Charge(Path.of("/sys/fs/cgroup/pod"), OptionalLong.of(2000), 900, 0));
        assertThat(CgroupLimit.tightest(charges)).contains(charges.get(1));
        assertThat(CgroupLimit.tightest(charges.subList(0, 1))).isEmpty();
    }
}
