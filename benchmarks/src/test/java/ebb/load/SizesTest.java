// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ebb.base.EbbException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizesTest {
    @ParameterizedTest
    @CsvSource({
        "tiny, 57, 8, 64, 36",
        "small, 1009, 16, 1024, 242.5",
        "mixed, 2048, 16, 32768, 1559.5",
        "article, 1578, 16, 3202, 1101.63",
        "64, 1, 64, 64, 64",
        "8-1000, 993, 8, 1000, 504"
    })
    void eachHasItsRangeAndItsMean(String name, int entries, long least, long most, double mean) {
        Sizes sizes = Sizes.find(name);

        assertThat(sizes.entries()).hasSize(entries);
        assertThat(sizes.entries().stream().mapToLong(Sizes.Entry::size).min()).hasValue(least);
        assertThat(sizes.entries().stream().mapToLong(Sizes.Entry::size).max()).hasValue(most);
        assertThat(sizes.mean()).isCloseTo(mean, withinPercentage(1));
    }

    @Test
    void smallHasAsManyBlocksInEachDoubling() {
        Sizes small = Sizes.find("small");

        // Of 6 doublings from 16 to 1024 a third ends at 64, a half at 128, two thirds at 256.
        assertThat(quantile(small, 1 / 3.0)).isCloseTo(64, within(2L));
        assertThat(quantile(small, 1 / 2.0)).isCloseTo(128, within(4L));
        assertThat(quantile(small, 2 / 3.0)).isCloseTo(256, within(6L));
        assertThat(quantile(small, 1)).isEqualTo(1024);
    }

    @Test
    void mixedIsLogNormal() {
        Sizes mixed = Sizes.find("mixed");

        // The middle, and one standard deviation (a factor of 3.56) above and below it.
        assertThat(quantile(mixed, 0.5)).isCloseTo(724, within(16L));
        assertThat(quantile(mixed, 0.1587)).isCloseTo(203, within(16L));
        assertThat(quantile(mixed, 0.8413)).isCloseTo(2580, within(48L));
    }

    @Test
    void anUnknownNameIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> Sizes.find("smal"))
                .isInstanceOf(EbbException.class)
                .hasMessage("There are no sizes 'smal'. Did you mean small?"
                        + " A histogram file of your own is given by its path: -p sizes=./FILE.");
        assertThatThrownBy(() -> Sizes.find("histogram.txt"))
                .hasMessage("There are no sizes 'histogram.txt'. Known are tiny, small, mixed, article."
                        + " A histogram file of your own is given by its path: -p sizes=./FILE.");
    }

    /** The smallest size that at least this share (0 to 1) of the blocks does not exceed; of a distribution in order. */
    private static long quantile(Sizes sizes, double share) {
        double enough = share
                * sizes.entries().stream().mapToDouble(Sizes.Entry::weight).sum();
        double seen = 0;
        for (Sizes.Entry entry : sizes.entries()) {
            seen += entry.weight();
            if (seen >= enough) {
                return entry.size();
            }
        }
        return sizes.entries().get(sizes.entries().size() - 1).size();
    }
}
