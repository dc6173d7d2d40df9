// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.allocator.Catalog;
import ebb.results.Rung;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What was tried is told as it was, and in its order. */
class ReasonsOrderTest {
    @Test
    void whatWasTriedIsSaidOnce() {
        List<String> text = reasons(List.of(
                row("glibc", Map.of(Rung.WAIT, 0.0, Rung.REST, 300.0)),
                row("scudo", Map.of(Rung.WAIT, 0.0, Rung.REST, 300.0))));

        assertThat(text).hasSize(3);
        assertThat(text.get(0))
                .isEqualTo("Why it is still there. After the idle period Ebb asked for it step by step, each time"
                        + " looking again a moment later: wait until nothing moves by itself. docs/why.md tells more.");
    }

    @Test
    void withoutALadderNothingIsSaid() {
        assertThat(reasons(List.of(row("glibc", Map.of())))).isEmpty();
    }

    @Test
    void theHeadTellsWhatWasClimbedAndNothingElse() {
        assertThat(reasons(List.of(row("a", Map.of(Rung.NUDGE, 3.0, Rung.EXIT, 100.0, Rung.REST, 3.0))))
                        .get(0))
                .isEqualTo(
                        "Why it is still there. After the idle period Ebb asked for it step by step, each time looking"
                                + " again a moment later: " + Rung.NUDGE.does() + "; " + Rung.EXIT.does()
                                + ". docs/why.md tells more.");
    }

    @Test
    void whatWasTriedFollowsTheOrderThatWasClimbed() {
        assertThat(reasons(List.of(row("a", all(Rung.Order.CHEAPEST_FIRST)))).get(0))
                .endsWith("again a moment later: wait until nothing moves by itself; the allocator's release call, on a"
                        + " thread of Ebb's own; have the kernel take what it can without the program; one small request"
                        + " on each of the load's threads at once; many more of them; on each of the load's threads the call for what it holds itself; end these threads."
                        + " The release call is made again after each step that follows it. docs/why.md tells more.");
        assertThat(reasons(List.of(row("a", all(Rung.Order.ACTIVITY_FIRST)))).get(0))
                .contains("by itself; one small request on each of the load's threads at once; many more of them; the"
                        + " allocator's release call, on a thread");
    }

    @Test
    void theStepsAreToldInTheOrderInWhichTheyWereClimbed() {
        for (Rung.Order order : Rung.Order.values()) {
            List<String> text = reasons(List.of(row("glibc", all(order))));

            assertThat(text.get(0))
                    .containsSubsequence(order.rungs().stream().map(Rung::does).toList());
            assertThat(text.get(1))
                    .containsSubsequence(order.rungs().stream()
                            .map(rung -> rung.when("malloc_trim(0)", "it"))
                            .toList());
        }
    }

    /** As in a report of two runs. */
    @Test
    void eachOrderHasAHeadOfItsOwn() {
        List<String> text =
                reasons(List.of(row("a", all(Rung.Order.ACTIVITY_FIRST)), row("b", all(Rung.Order.CHEAPEST_FIRST))));

        assertThat(text).hasSize(4);
        assertThat(text.get(0)).startsWith("Why").doesNotContainPattern("one small request.*one small request");
        assertThat(text.get(1)).startsWith("- b ");
        assertThat(text.get(2)).startsWith("Why").isNotEqualTo(text.get(0));
        assertThat(text.get(3)).startsWith("- a ");
    }

    private static Map<Rung, Double> all(Rung.Order order) {
        return order.rungs().stream().collect(Collectors.toMap(rung -> rung, rung -> 100.0));
    }

    private static VerdictRow row(String id, Map<Rung, Double> given) {
        return Rows.of(Rows.allocator(id, "glibc", "99"), given);
    }

    private static List<String> reasons(List<VerdictRow> rows) {
        return Reasons.paragraphs(rows, Catalog.load(List.of()), Commands.QUICK);
    }
}
