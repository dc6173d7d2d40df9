// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import ebb.service.Answer;
import ebb.shim.NativeBooks.Book;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceTreeTest {
    @Test
    void theBooksOfAServiceAreThoseOfAllItsProcesses() {
        assertThat(ServiceTree.sum(List.of(
                                new Answer(1, Map.of("inuse", "100", "cached", "20")),
                                new Answer(2, Map.of("inuse", "11", "cached", "2"))))
                        .bytes())
                .isEqualTo(Map.of(Book.INUSE, 111L, Book.CACHED, 22L));
    }

    @Test
    void aFigureThatOneProcessDoesNotTellIsNoFigure() {
        assertThat(ServiceTree.sum(List.of(
                                new Answer(1, Map.of("inuse", "100", "cached", "20")),
                                new Answer(2, Map.of("inuse", "11"))))
                        .bytes())
                .isEqualTo(Map.of(Book.INUSE, 111L));
        assertThat(ServiceTree.sum(List.of()).bytes()).isEmpty();
    }

    @Test
    void aServiceHasTheReleaseCallThatOneOfItsProcessesHas() {
        Answer without = new Answer(1, Map.of("error", "the allocator has no such call"));
        assertThat(ServiceTree.released(List.of(without, new Answer(2, Map.of("took", "100")))))
                .isTrue();
        assertThat(ServiceTree.released(List.of(without))).isFalse();
        assertThat(ServiceTree.released(List.of())).isFalse();
    }

    @Test
    void aReleaseThatFailsIsNotTakenForNone() {
        assertThatThrownBy(() -> ServiceTree.released(List.of(
                        new Answer(1, Map.of("took", "100")),
                        new Answer(27, Map.of("error", "the allocator's call failed: errno 11")))))
                .isInstanceOf(EbbException.class)
                .hasMessage("Process 27 of the service has not released its memory: the allocator's call failed: errno"
                        + " 11.");
    }
}
