// SPDX-License-Identifier: Apache-2.0
// The stacked bars as a table, with every figure as it was measured, negative ones too.

const shares = (load, place) => {
    const rise = row => mean(metric(row, "rss.peak")) - mean(metric(row, "rss.base"));
    const returned = row => mean(metric(row, "rss.peak")) - mean(metric(row, "rss.idle"));
    const known = data.parts.filter(part => load.rows.some(row => metric(row, part.metric)));
    place.append(table(
        "What the burst added: given back by the end of idle, and what was still resident then",
        [
            nameColumn,
            { title: "the rise", unit: "MiB", value: rise, cell: row => fixed(rise(row), 1) },
            { title: "given back", unit: "MiB", value: returned, cell: row => fixed(returned(row), 1) },
            numbers("retained", "rss.retained", 1),
            ...known.map(part => numbers(part.column, part.metric, 1)),
        ],
        load.rows,
        { sorted: 3 }));
};
