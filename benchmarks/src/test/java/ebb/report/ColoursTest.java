// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Lines and marks stand out from the paper by 3:1, as WCAG 2.2 asks of what is no text. */
class ColoursTest {
    private static final Pattern COLOUR = Pattern.compile("--(\\w+): #(\\w{6});");
    private static final List<String> DRAWN =
            List.of("c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "rss", "soft", "link", "good", "bad", "focus");

    @Test
    void whatIsDrawnStandsOutInLightAndInDark() {
        String[] schemes = Resource.own("colours.css").split("@media screen");
        assertThat(schemes).hasSize(2);
        for (String scheme : schemes) {
            Map<String, Integer> colours = new HashMap<>();
            Matcher matcher = COLOUR.matcher(scheme);
            while (matcher.find()) {
                colours.put(matcher.group(1), Integer.parseInt(matcher.group(2), 16));
            }
            assertThat(colours).containsKeys(DRAWN.toArray(String[]::new)).containsKey("paper");
            DRAWN.forEach(name -> assertThat(ratio(colours.getOrDefault(name, 0), colours.getOrDefault("paper", 0)))
                    .as(name)
                    .isGreaterThan(3));
        }
    }

    @Test
    void blackOnWhiteIsTwentyOneToOne() {
        assertThat(ratio(0x000000, 0xffffff)).isEqualTo(21);
    }

    private static double ratio(int one, int other) {
        double a = luminance(one) + 0.05;
        double b = luminance(other) + 0.05;
        return Math.max(a, b) / Math.min(a, b);
    }

    private static double luminance(int rgb) {
        return 0.2126 * linear(rgb >> 16 & 0xff) + 0.7152 * linear(rgb >> 8 & 0xff) + 0.0722 * linear(rgb & 0xff);
    }

    private static double linear(int channel) {
        double share = channel / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }
}
