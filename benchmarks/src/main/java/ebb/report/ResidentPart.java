// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.results.Metric;
import ebb.results.Rung;
import ebb.shim.NativeBurst;
import ebb.verdict.VerdictRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A part of the memory that was still resident at the end of idle.
 *
 * @param column head of a table's column
 * @param words for a reader
 * @param looks classes of {@code figure.css}
 */
record ResidentPart(Metric metric, String column, String words, String looks) {
    private static final ResidentPart LIVE =
            new ResidentPart(Metric.LIVE_IDLE, "allocated", "still allocated by the program", "f2");
    private static final ResidentPart LAZY = new ResidentPart(
            Metric.LAZYFREE, "MADV_FREE", "given back, counted until memory is short (MADV_FREE)", "f5");

    /** All else, where the ladder was not climbed. */
    static final ResidentPart KEPT = new ResidentPart(Metric.RETAINED, "kept", "kept by the allocator", "f7");

    /** The same of a service, some of which may be in use. */
    private static final ResidentPart KEPT_OR_LIVE =
            new ResidentPart(Metric.RETAINED, "kept", "kept by the allocator, or by the program", "f7");

    private static final ResidentPart NOT_FROM_OUTSIDE = new ResidentPart(
            Rung.REST.metric(), "rest", "not from outside: kept by its own threads, or by the program", "f7");

    /** Of what rungs do, in turn; when all are in use they come again, paler. */
    private static final int[] COLOURS = {6, 4, 1, 0, 3};

    /** In the order of the figure and the table. */
    static final List<ResidentPart> ALL = all();

    /** All that a figure may show, in its order. */
    static final List<ResidentPart> DRAWN = Stream.concat(ALL.stream(), Stream.of(NOT_FROM_OUTSIDE, KEPT, KEPT_OR_LIVE))
            .toList();

    /** What brought back less than this share is not named. */
    private static final double LEAST_SHARE = 0.2;

    private static List<ResidentPart> all() {
        List<ResidentPart> all = new ArrayList<>(List.of(LIVE, LAZY));
        for (Rung rung : Rung.values()) {
            all.add(new ResidentPart(rung.metric(), rung.column(), "given back " + rung.given(), looks(rung)));
        }
        return List.copyOf(all);
    }

    private static String looks(Rung rung) {
        if (rung == Rung.REST) {
            return KEPT.looks;
        }
        int number = Rung.CLIMBED.stream()
                .map(ResidentPart::probe)
                .distinct()
                .toList()
                .indexOf(probe(rung));
        int colour = COLOURS[number % COLOURS.length];
        return number < COLOURS.length ? "f" + colour : "f" + colour + " c" + colour + " pale";
    }

    /** What tells a rung from the others of its row: what the load's threads do, or the rung alone. */
    private static Enum<?> probe(Rung rung) {
        List<NativeBurst.Probe> probes = rung.probes();
        return probes.isEmpty() ? rung : probes.get(0);
    }

    /**
     * MiB of each part as measured, which may be below zero; parts that the run does not have are left out. They add up to
     * rss.retained.
     */
    static Map<ResidentPart, Double> of(BurstRow row) {
        Map<ResidentPart, Double> parts = new LinkedHashMap<>();
        boolean live = row.metric(Metric.LIVE_IDLE).isKnown();
        Map<Metric, Double> given = new HashMap<>();
        given(row.metrics()).forEach((rung, mib) -> given.put(rung.metric(), mib));
        ALL.forEach(part -> parts.put(
                !live && part.metric.equals(Rung.REST.metric()) ? NOT_FROM_OUTSIDE : part,
                given.getOrDefault(part.metric, known(row.metrics(), part.metric))));
        if (!row.metric(Metric.WHY_REST).isKnown()) {
            double others = parts.values().stream().mapToDouble(mib -> mib).sum();
            parts.put(live ? KEPT : KEPT_OR_LIVE, known(row.metrics(), KEPT.metric) - others);
        }
        parts.values().removeIf(mib -> mib == 0);
        return parts;
    }

    /**
     * The rungs that gave most back, the largest share first: {@code on request, from any thread 81 %}; at most two.
     * Empty where the ladder was not climbed, where the verdict says that there is nothing to gain, or where no rung
     * gave more than came by itself.
     */
    static String largest(VerdictRow row) {
        Map<Rung, Double> given = row.given();
        double all =
                given.values().stream().mapToDouble(mib -> Math.max(0, mib)).sum();
        double least = Math.max(LEAST_SHARE * all, row.drift());
        return given.entrySet().stream()
                .filter(part -> !row.heldLittle() && part.getValue() >= least)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(2)
                .map(part -> (part.getKey() == Rung.REST && !row.isLiveKnown()
                                ? "not from outside"
                                : part.getKey().given())
                        + " " + Math.round(100 * part.getValue() / all) + " %")
                .collect(Collectors.joining("; "));
    }

    private static Map<Rung, Double> given(Map<String, Spread> metrics) {
        Map<Rung, Double> given = new EnumMap<>(Rung.class);
        for (Rung rung : Rung.values()) {
            given.put(rung, known(metrics, rung.metric()));
        }
        return Rung.ofHeld(given);
    }

    private static double known(Map<String, Spread> metrics, Metric metric) {
        Spread spread = metrics.getOrDefault(metric.label(), Spread.NONE);
        return spread.isKnown() ? spread.mean() : 0;
    }
}
