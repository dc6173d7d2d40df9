// SPDX-License-Identifier: Apache-2.0
// What the page shows, and how its figures are written. A figure is [mean, lowest fork, highest fork] or null.

const data = JSON.parse(document.getElementById("data").textContent);

const MINUS = "\u2212";
const RANGE = "\u2009\u2013\u2009";

/** With a fixed number of decimals; a dash where there is no figure. What rounds to 0 has no sign. */
const fixed = (value, decimals) => {
    if (value === null || value === undefined) {
        return "\u2013";
    }
    const text = value.toFixed(decimals);
    return Number(text) === 0 ? text.replace("-", "") : text.replace("-", MINUS);
};

/** With as many decimals as three digits need. */
const short = value => fixed(value, Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);

const mean = figure => (figure ? figure[0] : null);

/** A metric of a burst's row. */
const metric = (row, label) => row.metrics[label] || null;

/** The mean, and below it the range of the forks where there are several. */
const spread = (figure, forks, write) => {
    if (!figure) {
        return "\u2013";
    }
    const [middle, low, high] = figure.map(write);
    return forks > 1 && low !== high
        ? el("span", {}, middle, el("span", { class: "small" }, low + RANGE + high))
        : middle;
};

const nanos = value => {
    if (value === null || value === undefined) {
        return "\u2013";
    }
    for (const [unit, size] of [["s", 1e9], ["ms", 1e6], ["\u00b5s", 1e3]]) {
        if (value >= size) {
            return (value / size).toFixed(value / size >= 100 ? 0 : 1).replace(/\.0$/, "") + "\u00a0" + unit;
        }
    }
    return Math.round(value) + "\u00a0ns";
};

const allocator = row => data.allocators[row.allocator];

/** A name that fits on one line of a panel; a path's end says more than its beginning. */
const brief = id => (id.length > 34 ? "\u2026" + id.slice(-33) : id);

const plural = (count, word) => count + " " + word + (count === 1 ? "" : "s");
