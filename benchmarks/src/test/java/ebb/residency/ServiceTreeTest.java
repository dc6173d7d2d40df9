// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import static org.assertj.core.api.Assertions.assertThat;

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
}
