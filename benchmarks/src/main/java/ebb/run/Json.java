// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.nio.charset.StandardCharsets;

/** The JSON that a run folder holds beside JMH's: indented, UTF-8, absent where null. */
final class Json {
    static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private Json() {}

    static byte[] bytes(Object value) {
        return GSON.toJson(value).concat("\n").getBytes(StandardCharsets.UTF_8);
    }
}
