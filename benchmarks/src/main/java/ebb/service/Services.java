// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import ebb.base.EbbException;
import ebb.base.Nearest;
import ebb.base.TomlEntry;
import ebb.base.TomlFile;
import ebb.results.Direction;
import ebb.results.UsedService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The user's own services that a run can choose from. */
public final class Services {
    private final Map<String, Service> byName = new LinkedHashMap<>();
    private final List<Path> files;

    private Services(List<Path> files) {
        this.files = files.stream().map(Path::toAbsolutePath).toList();
    }

    /**
     * Those of these files.
     *
     * @throws EbbException with file and line when a file is wrong
     */
    public static Services load(List<Path> files) {
        Services services = new Services(files);
        services.files.forEach(services::add);
        return services;
    }

    /** One that is in no file. */
    public static Services of(Service service) {
        Services services = new Services(List.of());
        services.byName.put(service.name(), service);
        return services;
    }

    /** The files, by their absolute paths. */
    public List<Path> files() {
        return files;
    }

    /** Every service, in the order of the files. */
    public List<Service> all() {
        return List.copyOf(byName.values());
    }

    /** @throws EbbException when there is none of that name; the nearest is offered */
    public Service find(String name) {
        Service found = byName.get(name);
        if (found == null) {
            throw new EbbException("There is no service '" + name + "'."
                    + (byName.isEmpty() ? "" : Nearest.hintOrAll(name, byName.keySet()))
                    + " It comes with --services FILE.toml, or with --start COMMAND and --ready ADDRESS.");
        }
        return found;
    }

    private void add(Path file) {
        for (TomlEntry entry : TomlFile.read(file).only("service")) {
            Service service = read(entry, file.resolveSibling("").normalize());
            if (byName.putIfAbsent(service.name(), service) != null) {
                throw entry.error("name", "There is a service '" + service.name() + "' already; choose another name.");
            }
        }
    }

    private static Service read(TomlEntry entry, Path folder) {
        entry.only(
                "name",
                "start",
                "ready",
                "ready-timeout",
                "burst",
                "burst-timeout",
                "warm-bursts",
                "bursts",
                "idle",
                "stop",
                "folder",
                "environment",
                "figures");
        String ready = entry.text("ready");
        if (entry.textIf("burst").isEmpty() && entry.numberIf("burst-timeout").isEmpty()) {
            throw entry.error("This service has no 'burst' and makes its own, so it needs 'burst-timeout': for how many"
                    + " seconds that is watched.");
        }
        Ready parsed = entry.at("ready", () -> Ready.parse(ready));
        List<BurstFigure> figures = entry.at("figures", () -> figures(entry));
        return entry.at(
                "name",
                () -> new Service(
                        entry.text("name"),
                        entry.text("start"),
                        parsed,
                        seconds(entry, "ready-timeout", Service.READY_TIMEOUT),
                        entry.textIf("burst"),
                        seconds(entry, "burst-timeout", Service.BURST_TIMEOUT),
                        count(entry, "warm-bursts", 0),
                        count(entry, "bursts", 1),
                        seconds(entry, "idle", Service.IDLE),
                        seconds(entry, "stop", Service.STOP_GRACE),
                        folder.resolve(entry.textIf("folder").orElse("")),
                        entry.table("environment", true),
                        figures));
    }

    private static Duration seconds(TomlEntry entry, String key, Duration otherwise) {
        return entry.numberIf(key)
                .map(seconds -> entry.at(key, () -> Service.seconds(key, seconds)))
                .orElse(otherwise);
    }

    private static int count(TomlEntry entry, String key, int otherwise) {
        return entry.integerIf(key)
                .map(count -> (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, count)))
                .orElse(otherwise);
    }

    private static List<BurstFigure> figures(TomlEntry entry) {
        if (!entry.hasEntries("figures")) {
            return BurstFigure.numbered(entry.texts("figures"));
        }
        List<BurstFigure> figures = new ArrayList<>();
        for (TomlEntry figure : entry.entries("service.figures")) {
            figure.only("label", "regex", "unit", "better");
            String better = figure.textIf("better").orElse("neither");
            Direction direction = List.of("more", "less", "neither").contains(better)
                    ? Direction.valueOf(better.toUpperCase(Locale.ROOT))
                    : null;
            if (direction == null) {
                throw figure.error("better", "'better' is '" + better + "' and must be more, less or neither.");
            }
            figures.add(figure.at(
                    "regex",
                    () -> new BurstFigure(
                            figure.text("label"),
                            figure.text("regex"),
                            figure.textIf("unit").orElse(""),
                            direction)));
        }
        return figures;
    }

    /** What a run's folder says of it. */
    public static UsedService used(Service service) {
        Map<String, String> load = new LinkedHashMap<>();
        load.put("burst", service.burst().orElse("its own"));
        if (service.burst().isEmpty()) {
            load.put("burst-timeout", seconds(service.burstTimeout()));
        }
        load.put("warm-bursts", Integer.toString(service.warmBursts()));
        load.put("bursts", Integer.toString(service.bursts()));
        load.put("idle", seconds(service.idle()));
        Map<String, String> start = new LinkedHashMap<>();
        start.put("start", service.start());
        start.put("ready", service.ready().text());
        start.put("folder", service.folder().toString());
        start.put(
                "environment",
                service.environment().entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .collect(Collectors.joining(" ")));
        return new UsedService(
                service.name(),
                load,
                start,
                service.figures().stream().map(BurstFigure::printed).toList());
    }

    /** A service as the text of a file that {@link #load} reads. */
    public static String toml(Service service) {
        StringBuilder text = new StringBuilder("[[service]]\n");
        line(text, "name", TomlFile.quoted(service.name()));
        line(text, "start", TomlFile.quoted(service.start()));
        line(text, "ready", TomlFile.quoted(service.ready().text()));
        line(text, "ready-timeout", seconds(service.readyTimeout()));
        service.burst().ifPresent(burst -> line(text, "burst", TomlFile.quoted(burst)));
        line(text, "burst-timeout", seconds(service.burstTimeout()));
        line(text, "warm-bursts", Integer.toString(service.warmBursts()));
        line(text, "bursts", Integer.toString(service.bursts()));
        line(text, "idle", seconds(service.idle()));
        line(text, "stop", seconds(service.stopGrace()));
        line(text, "folder", TomlFile.quoted(service.folder().toString()));
        if (!service.environment().isEmpty()) {
            text.append("\n[service.environment]\n");
            service.environment().forEach((name, value) -> line(text, name, TomlFile.quoted(value)));
        }
        for (BurstFigure figure : service.figures()) {
            text.append("\n[[service.figures]]\n");
            line(text, "label", TomlFile.quoted(figure.label()));
            line(text, "regex", TomlFile.quoted(figure.regex()));
            line(text, "unit", TomlFile.quoted(figure.unit()));
            line(text, "better", TomlFile.quoted(figure.printed().better()));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append(key).append(" = ").append(value).append('\n');
    }

    private static String seconds(Duration duration) {
        return Service.plain(duration.toNanos() / 1e9);
    }
}
