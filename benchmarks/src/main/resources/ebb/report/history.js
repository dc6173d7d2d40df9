// SPDX-License-Identifier: Apache-2.0
// The same figure run by run, where several runs have it.

const histories = () => {
    data.history.forEach(section => {
        const place = show(document.getElementById("history")).querySelector(".body");
        const first = row => row.runs.find(figure => figure);
        const columns = [
            nameColumn,
            ...data.runs.map((run, i) => section.rows.some(row => row.runs[i]) && ({
                title: run.name,
                unit: section.unit,
                value: row => mean(row.runs[i]),
                cell: row => (row.runs[i] ? withChange(row.runs[i], first(row)) : "\u2013"),
            })),
        ].filter(Boolean);
        place.append(table(section.load + ": " + section.metric, columns, section.rows));
    });
};

/** A mean, and below it how far it is from the first run's. */
const withChange = (figure, first) => {
    const [now, before] = [mean(figure), mean(first)];
    return el(
        "span",
        {},
        short(now),
        figure === first || !before
            ? null
            : el("span", { class: "small" }, (now > before ? "+" : "") + fixed((100 * (now - before)) / Math.abs(before), 1) + " %"));
};
