// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AgentReportTest {
    private static final List<String> FIRST = List.of(
            "ebb-agent=1",
            "executable=/no/shop",
            "environment=MALLOC_CONF=a:1,b=2",
            "proof=00ff",
            "family=jemalloc",
            "version=5.3.0",
            "setting.opt.narenas=8",
            "release=mallctl(\"x\")",
            "mapped=/no/shop",
            "allocator=malloc,mallctl /no/lib jemalloc.so",
            "malloc=/no/lib jemalloc.so",
            "pid=12",
            "how=start",
            "control=not asked for",
            "end=report");

    @Test
    void itsLinesAreRead() {
        AgentReport report = AgentReport.parse(FIRST, new HashMap<>());
        assertThat(report.pid()).isEqualTo(12);
        assertThat(report.how()).isEqualTo("start");
        assertThat(report.control()).contains("not asked for");
        assertThat(report.executable()).isEqualTo("/no/shop");
        assertThat(report.environment()).isEqualTo(Map.of("MALLOC_CONF", "a:1,b=2"));
        assertThat(report.allocators())
                .containsExactly(new AgentReport.Definer(Set.of("malloc", "mallctl"), Path.of("/no/lib jemalloc.so")));
        assertThat(report.facts())
                .containsEntry("malloc", "/no/lib jemalloc.so")
                .containsEntry("setting.opt.narenas", "8")
                .doesNotContainKey("mapped");
    }

    @Test
    void whoeverDoesNotAskHasWhatWasToldUnderTheSameSum() {
        Map<String, Map<String, String>> proofs = new HashMap<>();
        AgentReport.parse(FIRST, proofs);
        assertThat(AgentReport.parse(List.of("pid=13", "control=yes", "proof=00ff"), proofs)
                        .facts())
                .containsEntry("family", "jemalloc")
                .containsEntry("setting.opt.narenas", "8")
                .containsEntry("release", "mallctl(\"x\")")
                .containsEntry("pid", "13");
        AgentReport other = AgentReport.parse(List.of("pid=14", "control=yes", "proof=00fe"), proofs);
        assertThat(other.facts()).doesNotContainKey("family");
        assertThat(other.control()).isEmpty();
    }
}
