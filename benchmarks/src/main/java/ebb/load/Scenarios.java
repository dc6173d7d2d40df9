// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.base.EbbException;
import ebb.base.Nearest;
import ebb.base.TomlEntry;
import ebb.base.TomlFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The scenarios that a run can choose from: the bundled ones, and those in the user's files. */
public final class Scenarios {
    /** The name of the parameter that chooses one. */
    public static final String PARAMETER = "scenario";

    private static final String BUNDLED = "/ebb/scenarios.toml";

    private final Map<String, Scenario> byName = new LinkedHashMap<>();
    private final List<Path> files;

    private Scenarios(List<Path> files) {
        this.files = files.stream().map(Path::toAbsolutePath).toList();
    }

    /**
     * The bundled scenarios and those of these files.
     *
     * @throws EbbException with file and line when a file is wrong
     */
    public static Scenarios load(List<Path> files) {
        Scenarios scenarios = new Scenarios(files);
        scenarios.add(TomlFile.bundled(BUNDLED));
        scenarios.files.forEach(file -> scenarios.add(TomlFile.read(file)));
        return scenarios;
    }

    /** The user's files, by their absolute paths. */
    public List<Path> files() {
        return files;
    }

    /** Every scenario, in the order of the files. */
    public List<Scenario> all() {
        return List.copyOf(byName.values());
    }

    /** @throws EbbException when there is none of that name; the nearest is offered */
    public Scenario find(String name) {
        Scenario found = byName.get(name);
        if (found == null) {
            String hint = Nearest.hint(name, byName.keySet());
            throw new EbbException("There is no scenario '" + name + "'."
                    + (hint.isEmpty() ? " Known are " + String.join(", ", byName.keySet()) + "." : hint)
                    + " One of your own comes with --scenarios FILE.toml.");
        }
        return found;
    }

    void add(TomlFile file) {
        List<TomlEntry> entries = file.only("scenario").entries("scenario");
        if (entries.isEmpty()) {
            throw file.top().error("There is no scenario in this file; an entry begins with [[scenario]].");
        }
        for (TomlEntry entry : entries) {
            Scenario like = entry.textIf("like").map(name -> named(entry, name)).orElse(null);
            Scenario scenario = ScenarioEntry.read(entry, like);
            if (byName.putIfAbsent(scenario.name(), scenario) != null) {
                throw entry.error(
                        "name", "There is a scenario '" + scenario.name() + "' already; choose another name.");
            }
        }
    }

    static Scenarios of(TomlFile file) {
        Scenarios scenarios = new Scenarios(List.of());
        scenarios.add(file);
        return scenarios;
    }

    private Scenario named(TomlEntry entry, String name) {
        Scenario found = byName.get(name);
        if (found == null) {
            throw entry.error(
                    "like",
                    "There is no scenario '" + name + "' before this one." + Nearest.hint(name, byName.keySet()));
        }
        return found;
    }
}
