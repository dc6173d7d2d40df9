// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LimitTest {
    @Test
    void theLargerOfShareAndAmountHolds() {
        Limit limit = new Limit(0.05, 8);

        assertThat(limit.of(100)).isEqualTo(8);
        assertThat(limit.of(400)).isEqualTo(20);
        assertThat(limit.of(-400)).isEqualTo(20);
    }

    @Test
    void perCentIsOfTheBaseOrTheUnitItself() {
        assertThat(Limit.parse("rss.peak", "5%", "MiB")).isEqualTo(new Limit(0.05, 0));
        assertThat(Limit.parse("rss.peak", "2.5 %", "MiB")).isEqualTo(new Limit(0.025, 0));
        assertThat(Limit.parse("rss.retained", "8MiB", "MiB")).isEqualTo(new Limit(0, 8));
        assertThat(Limit.parse("rss.retained.ratio", "5%", "%")).isEqualTo(new Limit(0, 5));
    }

    @Test
    void anotherUnitIsRefused() {
        assertThatThrownBy(() -> Limit.parse("rss.retained", "8GiB", "MiB"))
                .hasToString("--threshold rss.retained=8GiB cannot be used: give a number and % (of the base) or the"
                        + " metric's unit, MiB.");
        assertThatThrownBy(() -> Limit.parse("rss.retained", "-1%", "MiB")).hasMessageContaining("cannot be used");
        assertThatThrownBy(() -> Limit.parse("rss.retained.ratio", "5MiB", "%"))
                .hasMessageContaining("give a number and the metric's unit, %.");
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        assertThat(Limit.share(0.0525).text("s")).isEqualTo("5.2500%");
        assertThat(Limit.amount(3.1).text("MiB")).isEqualTo("3.1000MiB");
        assertThat(Limit.parse("m", Limit.share(0.0525).text("s"), "s")).isEqualTo(Limit.share(0.0525));
        assertThat(Limit.parse("m", Limit.amount(3.1).text("%"), "%")).isEqualTo(Limit.amount(3.1));
    }
}
