// SPDX-License-Identifier: Apache-2.0
package ebb.base;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * Records as the JSON of Ebb's own files: indented, UTF-8, without components that are null. Only components marked
 * {@link Nullable} may be missing when a record is read.
 *
 * <pre>{@code
 * record Run(Instant start, @Nullable Long seed) {}
 * byte[] content = Json.bytes(new Run(Instant.now(), null));
 * Run run = Json.read(file, TypeToken.get(Run.class), "start a new run");
 * }</pre>
 */
public final class Json {
    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .setStrictness(Strictness.STRICT)
            .registerTypeAdapter(String.class, new PrintableText().nullSafe())
            .registerTypeAdapter(Instant.class, new Iso8601().nullSafe())
            .registerTypeAdapterFactory(new WholeRecords())
            .create();

    private Json() {}

    public static String text(Object value) {
        return GSON.toJson(value);
    }

    /** The content of a file. */
    public static byte[] bytes(Object value) {
        return text(value).concat("\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @param advice what to do where the file holds something else, without a full stop
     * @throws EbbException naming the file, what is wrong with it, and what to do
     */
    public static <T> T read(Path file, TypeToken<T> type, String advice) {
        try {
            @Nullable T value = GSON.fromJson(WholeFile.text(file), type);
            if (value != null) {
                return value;
            }
            throw foreign(file, "it is empty", advice);
        } catch (IOException e) {
            throw new EbbException(file + " cannot be read (" + Problem.of(e) + "): " + advice + ".");
        } catch (Fault fault) {
            throw foreign(file, String.valueOf(fault.getMessage()), advice);
        } catch (JsonParseException | NumberFormatException e) {
            throw foreign(file, "it is cut short or no JSON of this form", advice);
        }
    }

    private static EbbException foreign(Path file, String why, String advice) {
        return new EbbException(file + " was not written by this version of Ebb (" + why + "): " + advice + ".");
    }

    private static final class Fault extends JsonParseException {
        private static final long serialVersionUID = 1L;

        Fault(String why) {
            super(why);
        }
    }

    /** Gson alone makes a component that is missing null or zero. */
    private static final class WholeRecords implements TypeAdapterFactory {
        @Override
        public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
            if (!type.getRawType().isRecord()) {
                return null;
            }
            RecordComponent[] components = type.getRawType().getRecordComponents();
            TypeAdapter<T> record = gson.getDelegateAdapter(this, type);
            TypeAdapter<JsonElement> any = gson.getAdapter(JsonElement.class);
            return new TypeAdapter<>() {
                @Override
                public void write(JsonWriter out, T value) throws IOException {
                    record.write(out, value);
                }

                @Override
                public T read(JsonReader in) throws IOException {
                    JsonElement json = any.read(in);
                    if (!json.isJsonObject()) {
                        throw new Fault("it is no object");
                    }
                    for (RecordComponent component : components) {
                        JsonElement value = json.getAsJsonObject().get(component.getName());
                        if ((value == null || value.isJsonNull())
                                && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                            throw new Fault("it has no '" + component.getName() + "'");
                        }
                    }
                    return record.fromJsonTree(json);
                }
            };
        }
    }

    /** Nothing that would steer a terminal gets in, by whatever way it would get out. */
    private static final class PrintableText extends TypeAdapter<String> {
        @Override
        public void write(JsonWriter out, String value) throws IOException {
            out.value(Printable.of(value));
        }

        @Override
        public String read(JsonReader in) throws IOException {
            if (in.peek() == JsonToken.BEGIN_ARRAY || in.peek() == JsonToken.BEGIN_OBJECT) {
                throw new Fault("it has no text at " + in.getPath());
            }
            String text = in.nextString();
            if (!Printable.is(text)) {
                throw new Fault("it has a text that cannot be printed: '" + text + "'");
            }
            return text;
        }
    }

    /** {@code 2026-11-22T18:00:00Z}. */
    private static final class Iso8601 extends TypeAdapter<Instant> {
        @Override
        public void write(JsonWriter out, Instant value) throws IOException {
            out.value(value.toString());
        }

        @Override
        public Instant read(JsonReader in) throws IOException {
            String text = in.nextString();
            try {
                return Instant.parse(text);
            } catch (DateTimeParseException e) {
                throw new Fault("'" + text + "' is no time");
            }
        }
    }
}
