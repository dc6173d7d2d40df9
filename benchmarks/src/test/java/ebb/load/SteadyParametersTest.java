// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SteadyParametersTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    blocks    | 0          | -p blocks=0 must be a whole number from 1 to 10000000.
                    blocks    | 1e5        | -p blocks=1e5 must be a whole number from 1 to 10000000.
                    vectors   | 10000001   | -p vectors=10000001 must be a whole number from 1 to 10000000.
                    ring      | 0          | -p ring=0 must be a whole number from 1 to 10000000.
                    handover  | 1000001    | -p handover=1000001 must be a whole number from 1 to 1000000.
                    sizes     | 0          | -p sizes=0: bytes are from 1 to 1073741824 (1 GiB), the smaller first, and a range has at most 65536 of them.
                    sizes     | 9-8        | -p sizes=9-8: bytes are from 1 to 1073741824 (1 GiB), the smaller first, and a range has at most 65536 of them.
                    sizes     | 1-65537    | -p sizes=1-65537: bytes are from 1 to 1073741824 (1 GiB), the smaller first, and a range has at most 65536 of them.
                    lifetime  | -5         | -p lifetime=-5 must be a whole number from 1 to 1000000000.
                    finalSize | 1073741825 | -p finalSize=1073741825 must be a whole number from 8 to 1073741824.
                    growth    | vectr      | There is no growth 'vectr': it is one of string, vector. Did you mean vector?
                    kernel    | growht     | There is no kernel 'growht' here: it is one of interleaved, thread-churn, growth. Did you mean growth?
                    """)
    void aWrongValueIsNamed(String name, String value, String sentence) {
        assertThatThrownBy(() -> SteadyParameters.check(Map.of(name, value)))
                .isInstanceOf(EbbException.class)
                .hasMessage(sentence);
    }

    @Test
    void theEndsOfTheRangesPassAndOthersParametersAreLeftAlone() {
        assertThatCode(() -> SteadyParameters.check(
                        Map.of("blocks", "10000000", "ring", "1", "lifetime", "1", "allocator", "x", "scenario", "0")))
                .doesNotThrowAnyException();
    }

    @Test
    void noMoreBlocksAreHandedOverThanMayBeOnTheirWay() {
        assertThatCode(() -> SteadyParameters.check(Map.of("handover", "4096", "ring", "4096")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> SteadyParameters.check(Map.of("handover", "4096", "ring", "4095")))
                .hasMessage("-p handover=4096 is above -p ring=4095: so many blocks are never in flight.");
    }

    @Test
    void whatGrowsEndsAboveItsBeginning() {
        assertThatCode(() -> SteadyParameters.check(Map.of("growth", "vector", "finalSize", "96")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> SteadyParameters.check(Map.of("growth", "vector", "finalSize", "95")))
                .hasMessage("-p finalSize=95 is below the 96 bytes that a vector begins with.");
    }

    @Test
    void theEstimateIsTheWorkingSetWithRoomBesideTheJvm() {
        long jvm = 256L << 20;

        // tiny has 36 bytes a block.
        assertThat(SteadyParameters.estimatedPeakBytes(Map.of("sizes", "tiny", "blocks", "1000"), 3))
                .isEqualTo(jvm + Math.round(1.6 * 3 * 1000 * 36));
        assertThat(SteadyParameters.estimatedPeakBytes(Map.of("sizes", "tiny", "ring", "500"), 3))
                .isEqualTo(jvm + 500 * 64 + Math.round(1.6 * 500 * 36));
        assertThat(SteadyParameters.estimatedPeakBytes(
                        Map.of("growth", "string", "vectors", "10", "finalSize", "4096"), 2))
                .isEqualTo(jvm + Math.round(1.6 * 2 * 10 * 4096));
        assertThat(SteadyParameters.estimatedPeakBytes(
                        Map.of("growth", "string", "vectors", "10000000", "finalSize", "1073741824"), 1000))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(SteadyParameters.estimatedPeakBytes(Map.of("scenario", "article"), 1))
                .isEqualTo(jvm);
    }

    @Test
    void whatIsLiveAtTheEndOfATrialIsNoResult() {
        assertThatCode(() -> SteadyLoad.requireNothingLive(0, 0)).doesNotThrowAnyException();
        assertThatThrownBy(() -> SteadyLoad.requireNothingLive(3, 129))
                .isInstanceOf(EbbException.class)
                .hasMessageStartingWith("At the end of the trial 3 blocks of 129 bytes are live");
        assertThatThrownBy(() -> SteadyLoad.requireNothingLive(-1, 0)).isInstanceOf(EbbException.class);
        assertThatThrownBy(() -> SteadyLoad.requireNothingLive(0, 1)).isInstanceOf(EbbException.class);
    }
}
