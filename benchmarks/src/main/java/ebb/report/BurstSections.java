// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.results.Measured;
import ebb.results.ResultRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the sections of bursts. */
final class BurstSections {
    private final AllocatorNotes allocators;
    private final Function<List<ResultRow>, Words> words;

    /** @param words what is said of the rows of one load */
    BurstSections(AllocatorNotes allocators, Function<List<ResultRow>, Words> words) {
        this.allocators = allocators;
        this.words = words;
    }

    BurstSection of(Load load) {
        Map<String, List<ForkTimeline>> timelines = new LinkedHashMap<>();
        load.rows().forEach((id, row) -> timelines.put(id, TimelineInput.read(row.run(), row.result())));
        List<ForkTimeline> all =
                timelines.values().stream().flatMap(List::stream).toList();
        Grid grid = all.isEmpty() ? null : ForkTimeline.grid(all);
        List<BurstRow> rows = new ArrayList<>();
        load.rows().forEach((id, row) -> rows.add(row(id, row.result(), grid, timelines.getOrDefault(id, List.of()))));
        return new BurstSection(
                load.name(), words.apply(load.results()), rows, grid, BurstGaps.of(load, rows, timelines));
    }

    private BurstRow row(String id, ResultRow result, @Nullable Grid grid, List<ForkTimeline> forks) {
        Map<String, Spread> metrics = new LinkedHashMap<>();
        result.metrics().forEach((label, measured) -> metrics.put(label, Spread.of(measured)));
        metrics.put("cpu", sum(result, "cpu.user", "cpu.sys"));
        BurstRow row = new BurstRow(allocators.number(id), result.forks(), metrics, "", lines(grid, forks));
        return row.saying(Why.inWords(row));
    }

    private static @Nullable Lines lines(@Nullable Grid grid, List<ForkTimeline> forks) {
        if (grid == null || forks.isEmpty()) {
            return null;
        }
        ForkTimeline first = forks.get(0);
        return new Lines(
                first.phases(),
                first.live(grid),
                forks.stream().map(fork -> fork.rss(grid)).toList());
    }

    private static Spread sum(ResultRow result, String one, String other) {
        Measured a = result.metrics().get(one);
        Measured b = result.metrics().get(other);
        if (a == null || b == null) {
            return Spread.NONE;
        }
        double[] sums = a.forks();
        double[] others = b.forks();
        for (int i = 0; i < sums.length; i++) {
            sums[i] += i < others.length ? others[i] : Double.NaN;
        }
        return Spread.of(sums);
    }
}
