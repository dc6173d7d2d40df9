// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import ebb.base.Printable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.stream.DoubleStream;

/**
 * The report as JSON that may stand in a script element: Gson writes {@code <}, {@code >} and {@code &} of any text as
 * escapes, so that no name can end the element.
 */
final class ReportJson {
    /** More digits than a measurement has. */
    private static final MathContext DIGITS = new MathContext(7);

    private static final Gson GSON = new GsonBuilder()
            .registerTypeAdapter(
                    Spread.class, (com.google.gson.JsonSerializer<Spread>) (spread, type, context) -> figure(spread))
            .create();

    private ReportJson() {}

    static String of(Report report) {
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
}
