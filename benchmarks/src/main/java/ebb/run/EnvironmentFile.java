// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import ebb.base.EbbException;
import ebb.base.Json;
import ebb.base.Problem;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads {@code environment.json} back. */
final class EnvironmentFile {
    private EnvironmentFile() {}

    /** @throws EbbException if it cannot be read or is none that this Ebb wrote */
    static Environment read(Path file) {
        try {
            JsonElement json = JsonParser.parseString(Files.readString(file));
            if (!json.isJsonObject()) {
                throw foreign(file, "it is no object");
            }
            for (RecordComponent component : Environment.class.getRecordComponents()) {
                boolean needed = !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
                JsonElement value = json.getAsJsonObject().get(component.getName());
                if (needed && (value == null || value.isJsonNull())) {
                    throw foreign(file, "it has no '" + component.getName() + "'");
                }
            }
            return Json.GSON.fromJson(json, Environment.class);
        } catch (IOException e) {
            throw new EbbException(file + " cannot be read (" + Problem.of(e) + ").");
        } catch (JsonParseException | NumberFormatException e) {
            throw foreign(file, "it is cut short or no JSON of this form");
        }
    }

    private static EbbException foreign(Path file, String why) {
        return new EbbException(file + " was not written by this version of Ebb (" + why + "): such a run cannot be"
                + " resumed; start a new one.");
    }
}
