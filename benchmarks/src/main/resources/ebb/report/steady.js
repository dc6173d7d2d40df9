// SPDX-License-Identifier: Apache-2.0
// Scores of the steady loads, a table each.

const steadyLoads = () => {
    const place = document.querySelector("#steady .body");
    data.steady.forEach(load => {
        show(document.getElementById("steady"));
        const most = Math.max(...load.rows.map(row => mean(row.score)));
        const score = {
            title: load.more ? "throughput, more is better" : "time, less is better",
            unit: load.unit,
            value: row => (load.more ? -1 : 1) * mean(row.score),
            cell: row => {
                const bar = el("span");
                bar.style.setProperty("--of", (100 * mean(row.score)) / most);
                return el("span", {}, spread(row.score, row.forks, short), el("span", { class: "share", "aria-hidden": "true" }, bar));
            },
        };
        const forks = { title: "forks", value: row => row.forks, cell: row => String(row.forks) };
        place.append(table(load.name, [nameColumn, score, forks], load.rows, { sorted: 1 }));
    });
};
