// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import ebb.base.Printable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/**
 * The report as one HTML file that loads nothing from anywhere. Its content security policy allows the scripts and
 * styles in it, by their hashes, and nothing else.
 */
final class Page {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)}}");

    private static final List<String> STYLES =
            List.of("colours.css", "style.css", "table.css", "panels.css", "figure.css", "print.css");

    private static final List<String> SCRIPTS = List.of(
            "dom.js",
            "data.js",
            "style.js",
            "table.js",
            "fit.js",
            "rent.js",
            "summary.js",
            "panel.js",
            "panels.js",
            "moments.js",
            "split.js",
            "limits.js",
            "steady.js",
            "latency.js",
            "compare.js",
            "history.js",
            "environment.js",
            "main.js");

    /** More digits than a measurement has. */
    private static final MathContext DIGITS = new MathContext(7);

    private static final Gson GSON = new GsonBuilder()
            .registerTypeAdapter(Spread.class, (JsonSerializer<Spread>) (spread, type, context) -> figure(spread))
            .create();

    private Page() {}

    /** @param figures SVG elements, which the page finds by their ids */
    static String of(Report report, String figures) {
        String libraryStyle = Resource.uplot("dist/uPlot.min.css");
        String style = Resource.own(STYLES);
        String library = Resource.uplot("dist/uPlot.iife.min.js");
        String script = "\"use strict\";\n(() => {\n" + Resource.own(SCRIPTS) + "})();\n";
        String policy = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; script-src "
                + hash(library) + " " + hash(script) + "; style-src " + hash(libraryStyle) + " " + hash(style);
        return filled(
                Resource.own("page.html"),
                Map.of(
                        "policy", policy,
                        "library-style", libraryStyle,
                        "style", style,
                        "library-licence", Resource.uplot("LICENSE").replace("<", "&lt;"),
                        "figures", figures,
                        "data", json(report),
                        "library", library,
                        "script", script));
    }

    /** Fills each place once: what is in a value is not a place. */
    private static String filled(String page, Map<String, String> values) {
        Matcher places = PLACE.matcher(page);
        return places.replaceAll(
                place -> Matcher.quoteReplacement(Objects.requireNonNull(values.get(place.group(1)), place.group(1))));
    }

    /**
     * JSON that is safe in a script element: Gson escapes {@code <}, {@code >} and {@code &}, so that no name can end the
     * element.
     */
    private static String json(Report report) {
        return Printable.of(GSON.toJson(report));
    }

    /** {@code [mean, low, high]}, or null where the figure is not known. */
    private static JsonElement figure(Spread spread) {
        if (!spread.isKnown()) {
            return JsonNull.INSTANCE;
        }
        JsonArray figure = new JsonArray();
        DoubleStream.of(spread.mean(), spread.low(), spread.high())
                .mapToObj(value -> new JsonPrimitive(new BigDecimal(value).round(DIGITS)))
                .forEach(figure::add);
        return figure;
    }

    private static String hash(String text) {
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(sha256) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
