// SPDX-License-Identifier: Apache-2.0
// The smallest memory limits that the command limit has found: a figure and a table for each load.

const limits = () => {
    const section = document.getElementById("limits");
    data.limits.forEach((load, index) => {
        const place = el("div", { class: "limit" }, el("div", { class: "figures" }));
        show(section).querySelector(".body").append(place);
        figures("limit", index, place);
        const columns = load.columns.map(column => ({
            title: column.title,
            unit: column.unit,
            note: column.note,
            value: row => mean(metric(row, column.metric)),
            cell: row => spread(metric(row, column.metric), row.forks, value => fixed(value, column.decimals)),
        }));
        const sorted = 1 + load.columns.findIndex(column => column.metric === "limit.min");
        place.append(table("The smallest memory limit: " + load.name, [nameColumn, ...columns], load.rows, { sorted }));
    });
};
