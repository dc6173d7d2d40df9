// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Which forks of a run are still to come and which go on, and how long that will take. Safe for use by several lanes. */
final class Agenda {
    private final List<ForkPlan> forks;
    private final Pace pace;
    private final TreeSet<Integer> waiting = new TreeSet<>();

    /** Which run only if more forks are wanted. */
    private final TreeSet<Integer> held = new TreeSet<>();

    private final Map<Integer, Going> going = new TreeMap<>();

    /** @param turn whether it may still burst, so that no other can start */
    private record Going(long start, boolean turn) {
        private Duration passed() {
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    /** @param forks in the order of their starts */
    Agenda(List<ForkPlan> forks, Pace pace) {
        this.forks = forks;
        this.pace = pace;
        for (int place = 0; place < forks.size(); place++) {
            waiting.add(place);
        }
    }

    private Row row(int place) {
        return forks.get(place).row();
    }

    /** One that was done before. */
    synchronized void skip(int place) {
        waiting.remove(place);
    }

    /** Holds back every measured fork that is not done. */
    synchronized void hold() {
        waiting.removeIf(place -> !forks.get(place).warmup() && held.add(place));
    }

    /** Gives these rows their forks up to that one. */
    synchronized void admit(Predicate<Row> rows, int last) {
        held.removeIf(place -> forks.get(place).fork() <= last && rows.test(row(place)) && waiting.add(place));
    }

    /** How many forks the run has so far, up to that place, counted from 1. */
    synchronized int countTo(int place) {
        return place - held.headSet(place, false).size();
    }

    /** The place of the fork that starts next; empty where none is left. */
    synchronized OptionalInt next() {
        return waiting.isEmpty() ? OptionalInt.empty() : OptionalInt.of(waiting.first());
    }

    /** Whether any fork goes on. */
    synchronized boolean isBusy() {
        return !going.isEmpty();
    }

    synchronized void starts(int place) {
        waiting.remove(place);
        going.put(place, new Going(System.nanoTime(), true));
    }

    /** Its last burst is over. */
    synchronized void rests(int place) {
        Going one = going.get(place);
        if (one != null && one.turn()) {
            pace.held(row(place), one.passed());
            going.put(place, new Going(one.start(), false));
        }
    }

    /** @param counts whether its time says something about others: not that of one that was interrupted */
    synchronized void ended(int place, boolean counts) {
        Going one = going.remove(place);
        if (one != null && counts) {
            pace.took(row(place), one.passed());
        }
    }

    /** Whether no other fork of that row goes on or is to come. */
    synchronized boolean isLast(Row row) {
        return waiting.stream().noneMatch(place -> row(place).equals(row))
                && going.keySet().stream().noneMatch(place -> row(place).equals(row));
    }

    /** How long the run will probably last. */
    synchronized Duration left() {
        return pace.left(
                going.entrySet().stream()
                        .map(one -> new Pace.Going(
                                row(one.getKey()),
                                one.getValue().passed(),
                                one.getValue().turn()))
                        .toList(),
                waiting.stream().map(this::row).toList());
    }
}
