// SPDX-License-Identifier: Apache-2.0
// The stacked bars as a table, with every figure as it was measured, negative ones too.

const SHARES = [
    ["allocated", "live.idle"],
    ["MADV_FREE", "rss.lazyfree"],
    ["later", "why.wait"],
    ["nudge", "why.nudge"],
    ["churn", "why.churn"],
    ["outside", "why.outside"],
    ["owners", "why.owners"],
    ["exit", "why.exit"],
    ["rest", "why.rest"],
];

const shares = (load, place) => {
    const rise = row => mean(metric(row, "rss.peak")) - mean(metric(row, "rss.base"));
    const returned = row => mean(metric(row, "rss.peak")) - mean(metric(row, "rss.idle"));
    const known = SHARES.filter(([, label]) => load.rows.some(row => metric(row, label)));
    place.append(table(
        "What the burst added, in MiB: given back by the end of idle, and what was still resident then",
        [
            nameColumn,
            { title: "the rise", value: rise, cell: row => fixed(rise(row), 1) },
            { title: "given back", value: returned, cell: row => fixed(returned(row), 1) },
            numbers("retained", "", "rss.retained", 1),
            ...known.map(([title, label]) => numbers(title, "", label, 1)),
        ],
        load.rows,
        { sorted: 3 }));
};
