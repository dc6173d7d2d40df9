// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import ebb.base.EbbException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Whether two sides come from surroundings in which their figures may be held against each other. */
public final class EnvironmentCheck {
    private EnvironmentCheck() {}

    /**
     * What a reader must know of the surroundings, a sentence each.
     *
     * @param allowMismatch whether another machine is a note instead of an error
     * @throws EbbException where the machines differ
     */
    public static List<String> notes(Side base, Side now, boolean allowMismatch) {
        List<String> notes = new ArrayList<>();
        Optional<String> baseMachine = base.machine(allowMismatch);
        Optional<String> nowMachine = now.machine(allowMismatch);
        boolean oneRun = base.runs().size() == 1 && base.runs().equals(now.runs());
        if ((baseMachine.isEmpty() || nowMachine.isEmpty()) && !oneRun) {
            notes.add("Whether both sides come from one machine is not known: "
                    + (baseMachine.isEmpty() ? base.name() : now.name()) + " does not tell its machine.");
        } else if (!baseMachine.equals(nowMachine)) {
            String sentence = base.name() + " comes from the machine " + baseMachine.get() + ", " + now.name()
                    + " from " + nowMachine.get();
            if (!allowMismatch) {
                throw new EbbException(sentence + ": their figures are not comparable; measure both on one machine, or"
                        + " give --allow-env-mismatch.");
            }
            notes.add(sentence + ".");
        }
        differing(base, now, "jdk", "The JDKs differ").ifPresent(notes::add);
        notes.addAll(AllocatorChanges.between(base, now));
        if (!inputs(base).equals(inputs(now))) {
            notes.add("The sides were made with different files of allocators, scenarios or sizes: equal names may"
                    + " mean different loads.");
        }
        warnings(base, notes);
        warnings(now, notes);
        return notes.stream().distinct().toList();
    }

    private static Optional<String> differing(Side base, Side now, String name, String what) {
        Set<String> here = texts(base, name);
        Set<String> there = texts(now, name);
        return here.isEmpty() || there.isEmpty() || here.equals(there)
                ? Optional.empty()
                : Optional.of(what + ": " + String.join(", ", here) + " against " + String.join(", ", there) + ".");
    }

    private static Set<String> texts(Side side, String name) {
        Set<String> texts = new LinkedHashSet<>();
        side.runs().forEach(run -> run.text(name).ifPresent(texts::add));
        return texts;
    }

    /** Hashes of the user's files; where they lie does not matter. */
    private static Set<String> inputs(Side side) {
        Set<String> hashes = new TreeSet<>();
        values(side, "inputs", JsonObject.class)
                .forEach(inputs -> inputs.entrySet().stream()
                        .map(entry -> entry.getValue().toString())
                        .forEach(hashes::add));
        return hashes;
    }

    private static void warnings(Side side, List<String> notes) {
        values(side, "warnings", JsonArray.class)
                .flatMap(all -> all.asList().stream())
                .filter(JsonElement::isJsonPrimitive)
                .map(JsonElement::getAsString)
                .forEach(sentence -> notes.add("When " + side.name() + " ran: " + sentence));
    }

    private static <T extends JsonElement> Stream<T> values(Side side, String name, Class<T> type) {
        return side.runs().stream()
                .flatMap(run -> run.environment().stream())
                .map(all -> all.get(name))
                .filter(type::isInstance)
                .map(type::cast);
    }
}
