// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import static ebb.base.Text.format;
import static ebb.base.Text.number;

import ebb.allocator.Catalog;
import ebb.results.Metric;
import ebb.results.Rung;
import ebb.results.UsedAllocator;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says what holds each allocator's memory, and what the user can do about it. Every word follows from the figures, and from
 * what the run says about the library and its settings.
 */
final class Reasons {
    /** The least part of what is held that is named: MiB, and the share. */
    private static final double NAMED_MIB = 1;

    private static final double NAMED_SHARE = 0.03;

    /** Books and RSS disagree above this share of what the burst added. */
    private static final double DISAGREE = 0.05;

    /** The least share of what was retained. */
    private static final double MUCH_DIP = 0.1;

    private final Cures cures;

    private Reasons(Cures cures) {
        this.cures = cures;
    }

    /**
     * A paragraph that says what was tried, then one for each allocator on which it was; none where no ladder was climbed.
     *
     * @param all in the order of their paragraphs
     */
    static List<String> paragraphs(List<VerdictRow> all, Catalog catalog, Commands commands) {
        List<VerdictRow> rows =
                all.stream().filter(row -> !row.given().isEmpty()).toList();
        if (rows.isEmpty()) {
            return List.of();
        }
        Reasons text = new Reasons(new Cures(rows, catalog, commands));
        List<String> paragraphs = new ArrayList<>();
        // In several runs the rungs may have been climbed in different orders.
        for (Rung.Order order : Rung.Order.values()) {
            List<VerdictRow> asked = rows.stream()
                    .filter(row -> Rung.Order.of(climbed(row)) == order)
                    .toList();
            if (!asked.isEmpty()) {
                paragraphs.add(head(asked));
                asked.forEach(row -> paragraphs.add(text.of(row)));
            }
        }
        return paragraphs;
    }

    private static Set<Rung> climbed(VerdictRow row) {
        Set<Rung> climbed = EnumSet.copyOf(row.given().keySet());
        climbed.remove(Rung.REST);
        return climbed;
    }

    private static String head(List<VerdictRow> rows) {
        Set<Rung> climbed = EnumSet.noneOf(Rung.class);
        rows.forEach(row -> climbed.addAll(climbed(row)));
        return "Why it is still there. After the idle period Ebb asked for it step by step, each time looking again a"
                + " moment later: "
                + climbed.stream().map(Rung::does).collect(Collectors.joining("; "))
                + (climbed.contains(Rung.OUTSIDE)
                        ? ". The release call is made again after each step that follows it"
                        : "")
                + ". docs/why.md tells more.";
    }

    private String of(VerdictRow row) {
        if (row.heldLittle()) {
            return format(
                            "- %s held %.1f MiB%s: nothing to gain.",
                            row.id(),
                            Math.max(0, row.held()),
                            row.held() < VerdictRow.LITTLE_MIB ? "" : ", less than 5 % of what the burst added")
                    + books(row);
        }
        return "- " + row.id() + " held " + parts(row) + unknownRelease(row) + drift(row) + " "
                + cures.advice(row, named(row)) + dip(row) + books(row);
    }

    /** Where a burst's own activity reaches much of what was held, and the burst takes it again; begins with a blank. */
    static String dip(VerdictRow row) {
        double dip = row.known(Metric.AGAIN_DIP).orElse(Double.NaN);
        return dip >= VerdictRow.LITTLE_MIB && dip >= MUCH_DIP * row.retained()
                ? format(
                        " What it holds would come back on activity, but the next burst takes it again: RSS fell by %.0f MiB"
                                + " in the first second of a burst after idle, which then reached %.0f MiB.",
                        dip, row.figure(Metric.RSS_PEAK))
                : "";
    }

    /** The least MiB for which a rung is named; less may have come by itself. */
    private static double named(VerdictRow row) {
        return Math.max(row.drift(), Math.max(NAMED_MIB, NAMED_SHARE * row.held()));
    }

    private static String parts(VerdictRow row) {
        double named = named(row);
        UsedAllocator.Calls calls = row.calls();
        List<String> came = new ArrayList<>();
        String verb = "came back ";
        String owner = calls.owner();
        double rest = 0;
        double small = 0;
        for (Map.Entry<Rung, Double> part : row.given().entrySet()) {
            Rung rung = part.getKey();
            double mib = part.getValue();
            if (rung == Rung.REST) {
                rest = mib;
            } else if (Math.abs(mib) < named) {
                small += mib;
            } else if (mib < 0) {
                came.add(format("%.0f more were taken %s", -mib, rung.when(calls.outside(), owner)));
                verb = "came back ";
            } else {
                came.add(format("%.0f %s%s", mib, verb, rung.when(calls.outside(), owner)));
                verb = "";
                // Named once is enough.
                owner = rung == Rung.OUTSIDE && owner.equals(calls.outside()) ? "it" : owner;
            }
        }
        if (Math.abs(small) >= named) {
            came.add(format("%.0f %sin small parts", small, small > 0 ? verb : ""));
        }
        String parts = String.join(", ", came) + rest(rest, named, row);
        return came.isEmpty() && rest >= named
                ? format("%.0f MiB, and nothing that Ebb tried brought it back%s.", row.held(), outside(row))
                : format("%.0f MiB", row.held()) + (parts.isEmpty() ? "" : ": " + parts) + ".";
    }

    private static String rest(double mib, double named, VerdictRow row) {
        if (Math.abs(mib) < named) {
            return "";
        }
        return mib > 0
                ? format("; nothing that Ebb tried brought back %.0f%s", mib, outside(row))
                : format("; %.0f of what was there before the burst came back too", -mib);
    }

    /** Of a service some of that is no loss. */
    private static String outside(VerdictRow row) {
        return row.isLiveKnown()
                ? ""
                : " (not from outside: what the service's own threads keep to themselves, and what the program still"
                        + " holds)";
    }

    private static String unknownRelease(VerdictRow row) {
        return row.given().containsKey(Rung.OUTSIDE) || row.given().containsKey(Rung.OWNERS)
                ? ""
                : row.allocator().calls() == null
                        ? " No release call is known of it, and none was tried."
                        : " Its release call could not be made.";
    }

    private static String drift(VerdictRow row) {
        return row.drift() < NAMED_MIB
                ? ""
                : format(
                        " When Ebb stopped waiting, what was resident still moved by %.0f MiB in the time of a step, so that no"
                                + " step that gave less is named.",
                        row.drift());
    }

    /** Where the allocator's own books disagree with the kernel. */
    private static String books(VerdictRow row) {
        double gap = row.known(Metric.HEAP_GAP).orElse(0);
        double disagrees = row.isLiveKnown() ? 0 : VerdictRow.LITTLE_MIB;
        if (!(Math.abs(gap) > Math.max(disagrees, DISAGREE * row.rise()))) {
            return "";
        }
        return format(
                row.isLiveKnown()
                        ? " Do not judge it by its own books (%s): they show %s MiB above base, RSS shows %s."
                        : " By the allocator's own books (%s) it has %s MiB more than at base, by RSS %s: the program"
                                + " also gets memory without it, or these books are not whole.",
                row.family().books(),
                number(row.retained() - gap, 0),
                number(row.retained(), 0));
    }
}
