// SPDX-License-Identifier: Apache-2.0
// Against a baseline: the lines of 'compare', with its own verdicts.

/** All that there are, in the order in which they are sorted. */
const VERDICTS = {
    worse: ["worse", "\u25b2 worse"],
    "cannot-tell": ["", "? cannot tell"],
    better: ["better", "\u25bc better"],
    "no-worse": ["", "no worse"],
    same: ["", "~ no difference shown"],
    "too-few": ["", "too few forks"],
    "not-judged": ["", "not judged"],
};

const ORDER = Object.keys(VERDICTS);

const comparison = () => {
    const found = data.comparison;
    if (!found) {
        return;
    }
    const place = show(document.getElementById("baseline")).querySelector(".body");
    const counts = found.regressions + " worse, " + found.improvements + " better, of " + plural(found.lines.length, "line") + ".";
    place.append(
        el("p", {}, "Base: " + found.base + ". " + counts),
        el("p", { class: "note" }, "A line is called worse or better only where a test over forks is clear and the"
            + " change is at least as large as the row's limit."),
        table("Every metric that both have, base against this run", comparisonColumns, found.lines, { sorted: 7 }),
        el("ul", { class: "gaps" }, ...[
            ...found.missing.map(text => "Only in the base: " + text),
            ...found.added.map(text => "Not in the base: " + text),
            ...found.incomparable,
            ...found.notes,
        ].map(text => el("li", {}, text))));
};

const lineName = line => {
    const name = line.benchmark.split(".").slice(-2).join(".");
    const others = Object.entries(line.params).filter(([key]) => key !== "allocator").map(([key, value]) => key + " = " + value);
    return [name, ...others, "mode " + line.mode, plural(line.threads, "thread")].join(", ");
};

const change = (line, value) =>
    value === null || value === undefined ? "\u2013" : (value > 0 ? "+" : "") + short(value) + "\u00a0" + line.changeUnit;

const comparisonColumns = [
    { title: "allocator", text: true, value: line => line.params.allocator || "", cell: line => line.params.allocator || "\u2013" },
    { title: "load", text: true, wrap: true, value: lineName, cell: lineName },
    { title: "metric", text: true, value: line => line.metric, cell: line => line.metric },
    { title: "base", value: line => line.base.median, cell: line => short(line.base.median) + "\u00a0" + line.unit },
    { title: "now", value: line => line.new.median, cell: line => short(line.new.median) + "\u00a0" + line.unit },
    { title: "change", value: line => line.change, cell: line => el(
        "span", {}, change(line, line.change), el("span", { class: "small" }, change(line, line.low) + " to " + change(line, line.high))) },
    { title: "p", value: line => line.p, cell: line => line.p < 0.001 ? "<0.001" : fixed(line.p, 3) },
    { title: "verdict", text: true, value: line => ORDER.indexOf(line.verdict), cell: line => {
        const [looks, words] = VERDICTS[line.verdict];
        return el("span", { class: looks || null }, words);
    } },
];
