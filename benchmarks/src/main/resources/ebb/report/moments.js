// SPDX-License-Identifier: Apache-2.0
// The panels as a table: RSS at some moments, for who cannot or will not read curves.

const AFTER_BURST = [0, 1, 2, 5, 10, 30, 60, 120, 300];

const moments = (load, rows, values, times, place) => {
    const last = (row, label) => Math.max(...row.lines.phases.filter(phase => phase.label === label).map(phase => phase.to));
    const end = row => last(row, "burst");
    // What came after the idle period Ebb itself brought about. A folded line tells no time better than two stretches.
    const shortest = Math.min(...rows.map(row => last(row, "idle") - end(row))) - (times[4] - times[0]);
    const at = seconds => ({
        title: seconds === 0 ? "end of burst" : "+" + seconds + " s",
        unit: "MiB",
        value: row => rssAt(row, seconds),
        cell: row => fixed(rssAt(row, seconds), 0),
    });
    const rssAt = (row, seconds) => {
        const index = times.findIndex(time => time >= end(row) + seconds);
        const rss = values[rows.indexOf(row)].slice(3).map(line => (index < 0 ? null : lastAt(line, index))).filter(value => value !== null);
        return rss.length === 0 ? null : rss.reduce((a, b) => a + b) / rss.length;
    };
    const columns = [
        nameColumn,
        numbers("base", "rss.base", 0),
        numbers("peak", "rss.peak", 0),
        ...AFTER_BURST.filter(seconds => seconds === 0 || seconds <= shortest).map(at),
        numbers("end of idle", "rss.idle", 0),
    ];
    place.append(table("RSS at moments after the burst, mean of the forks", columns, rows));
};
