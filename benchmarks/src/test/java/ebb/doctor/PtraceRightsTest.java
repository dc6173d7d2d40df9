// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import org.junit.jupiter.api.Test;

class PtraceRightsTest {
    private static final String ROOT = "Uid:\t0\t0\t0\t0\nCapEff:\t000001fffeffffff\n";
    private static final String USER = "Uid:\t1000\t1000\t1000\t1000\nCapEff:\t0000000000000000\n";
    private static final String DOCKERS_ROOT = "Uid:\t0\t0\t0\t0\nCapEff:\t00000000a80425fb\n";

    @Test
    void theCapabilityIsEnough() {
        assertThatCode(() -> PtraceRights.refuse(7, USER, ROOT, "0")).doesNotThrowAnyException();
        assertThatCode(() -> PtraceRights.refuse(7, USER, ROOT, "2")).doesNotThrowAnyException();
    }

    @Test
    void withoutItTheUserMustBeTheSame() {
        assertThatCode(() -> PtraceRights.refuse(7, USER, USER, "0")).doesNotThrowAnyException();
        assertThatCode(() -> PtraceRights.refuse(7, ROOT, DOCKERS_ROOT, "0")).doesNotThrowAnyException();
        assertThatThrownBy(() -> PtraceRights.refuse(7, ROOT, USER, "0"))
                .isInstanceOf(EbbException.class)
                .hasMessageStartingWith("Process 7 is another user's, and may not be traced. It takes the capability"
                        + " CAP_SYS_PTRACE");
        assertThatThrownBy(() -> PtraceRights.refuse(7, USER, DOCKERS_ROOT, "0"))
                .hasMessageStartingWith("Process 7 is another user's");
    }

    @Test
    void yamaMayForbidIt() {
        assertThatThrownBy(() -> PtraceRights.refuse(7, USER, USER, "1"))
                .hasMessageStartingWith("Process 7 may not be traced: this kernel allows it of a child only"
                        + " (/proc/sys/kernel/yama/ptrace_scope is 1).");
        assertThatThrownBy(() -> PtraceRights.refuse(7, USER, USER, "2"))
                .hasMessageStartingWith("Process 7 may not be traced: this kernel allows it to administrators only"
                        + " (/proc/sys/kernel/yama/ptrace_scope is 2). It takes the capability CAP_SYS_PTRACE");
        assertThatThrownBy(() -> PtraceRights.refuse(7, USER, ROOT, "3"))
                .hasMessage("Process 7 cannot be traced: this kernel allows it to nobody"
                        + " (/proc/sys/kernel/yama/ptrace_scope is 3, until the next boot).");
    }
}
