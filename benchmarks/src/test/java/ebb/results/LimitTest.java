// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LimitTest {
    @Test
    void theLargerOfShareAndAmountHolds() {
        Limit limit = new Limit(0.05, 8);

        assertThat(limit.rise(100)).isEqualTo(8);
        assertThat(limit.rise(400)).isEqualTo(20);
        assertThat(limit.rise(-400)).isEqualTo(20);
        assertThat(limit.fall(100)).isEqualTo(8);
        assertThat(limit.fall(420)).isEqualTo(20, within(1e-9));
    }

    /** Of a share of 125 % a fall of all that there is would not be enough. */
    @Test
    void aShareIsTheSameFactorInBothDirections() {
        for (double share : new double[] {0, 0.05, 0.69, 1.25, 9, 1e6}) {
            Limit limit = Limit.share(share);
            double risen = 30.6 + limit.rise(30.6);
            assertThat(risen - limit.fall(risen)).isEqualTo(30.6, within(1e-6));
            assertThat(limit.fall(30.6)).isLessThan(30.6);
        }
        assertThat(Limit.share(1.25).fall(22.5)).isEqualTo(12.5);
    }

    @Test
    void perCentIsOfTheBaseOrTheUnitItself() {
        assertThat(Limit.parse("5%", "MiB")).contains(new Limit(0.05, 0));
        assertThat(Limit.parse("2.5 %", "MiB")).contains(new Limit(0.025, 0));
        assertThat(Limit.parse("8MiB", "MiB")).contains(new Limit(0, 8));
        assertThat(Limit.parse("5%", "%")).contains(new Limit(0, 5));
    }

    @Test
    void anotherUnitIsRefused() {
        assertThat(Limit.parse("8GiB", "MiB")).isEmpty();
        assertThat(Limit.parse("-1%", "MiB")).isEmpty();
        assertThat(Limit.parse("5MiB", "%")).isEmpty();
        assertThat(Limit.form("MiB")).isEqualTo("a number and % (of the base) or the metric's unit, MiB");
        assertThat(Limit.form("%")).isEqualTo("a number and the metric's unit, %, or a factor, as in x1.05");
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        assertThat(Limit.share(0.0525).text("s")).isEqualTo("5.2500%");
        assertThat(Limit.amount(3.1).text("MiB")).isEqualTo("3.1000MiB");
        assertThat(Limit.parse(Limit.share(0.0525).text("s"), "s")).contains(Limit.share(0.0525));
        assertThat(Limit.parse(Limit.amount(3.1).text("%"), "%")).contains(Limit.amount(3.1));
        assertThat(Limit.parse(Limit.share(0.12).text("%"), "%")).contains(Limit.share(0.12));
        assertThat(Limit.parse("x0.9", "%")).isEmpty();
    }
}
