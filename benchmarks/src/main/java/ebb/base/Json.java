// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.nio.charset.StandardCharsets;

/** The JSON that a run folder holds beside JMH's: indented, UTF-8, absent where null. */
public final class Json {
    public static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private Json() {}

    public static byte[] bytes(Object value) {
        return GSON.toJson(value).concat("\n").getBytes(StandardCharsets.UTF_8);
    }
}
