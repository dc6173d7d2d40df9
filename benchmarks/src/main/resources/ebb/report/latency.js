// SPDX-License-Identifier: Apache-2.0
// Percentile curves of single calls. The axis is in nines: at n stands the percentile 1 - 10^-n.

const LATENCY_HEIGHT = 300;
const NINES = [[0, "0"], [Math.log10(2), "50"], [1, "90"], [2, "99"], [3, "99.9"], [4, "99.99"], [5, "99.999"], [6, "99.9999"], [7, "99.99999"], [8, "99.999999"]];

const latencies = () => {
    const place = document.querySelector("#latency .body");
    data.latencies.forEach(section => {
        show(document.getElementById("latency"));
        place.append(el("h3", {}, section.call + " \u2013 " + section.load));
        latencyPlot(section, place);
    });
};

/** Nanoseconds at so many nines; null where too few calls were timed. */
const at = (section, curve, nines) => {
    const index = Math.round(nines * section.steps);
    return index < curve.nanos.length ? curve.nanos[index] : null;
};

const percentile = nines => {
    const share = 100 * (1 - Math.pow(10, -nines));
    return share.toFixed(Math.max(0, Math.ceil(nines) - 1)) + " %";
};

const latencyPlot = (section, place) => {
    const longest = Math.max(...section.curves.map(curve => curve.nanos.length));
    const xs = Array.from({ length: longest }, (_, i) => i / section.steps);
    const target = el("div", { class: "plot" });
    const pointer = el("p", { class: "reading note" }, "\u00a0");
    const tables = el("div", {});
    place.append(el(
        "div",
        { class: "plots" },
        el("figure", { role: "group", "aria-label": section.call + ": nanoseconds by percentile" }, target, pointer),
        tables));
    const values = [xs, ...section.curves.map(curve => xs.map((_, i) => (i < curve.nanos.length ? Math.max(1, curve.nanos[i]) : null)))];
    const plot = new uPlot(latencyOptions(section, xs, target, pointer), values, target);
    tables.append(latencyTable(section));
    fit(target, [plot], LATENCY_HEIGHT);
};

const latencyOptions = (section, xs, target, pointer) => {
    const ticks = NINES.filter(([nines]) => nines <= xs[xs.length - 1]);
    return {
        width: target.clientWidth || 320,
        height: LATENCY_HEIGHT,
        legend: { show: false },
        padding: [8, 24, 0, 0],
        scales: { x: { time: false }, y: { distr: 3 } },
        axes: [
            {
                ...axis(() => "", 40),
                splits: () => ticks.map(([nines]) => nines),
                filter: (plot, splits) => splits,
                values: () => ticks.map(([, words]) => words),
                label: "percentile, %",
                labelFont: FONT,
                labelSize: 16,
                size: 24,
            },
            axis(nanos, 52),
        ],
        series: [
            {},
            ...section.curves.map(curve => ({
                stroke: () => colour(colourOf(curve.allocator)),
                dash: colour(dashOf(curve.allocator)).split(" ").map(Number).filter(Number.isFinite),
                width: 1.75,
                points: { show: false },
            })),
        ],
        cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
        hooks: {
            setCursor: [plot => {
                const index = plot.cursor.left < 0 ? null : plot.cursor.idx;
                pointer.textContent = index === null ? "\u00a0" : percentile(index / section.steps) + ": " + section.curves
                    .filter(curve => index < curve.nanos.length)
                    .map(curve => allocator(curve).id + " " + nanos(curve.nanos[index]))
                    .join(", ");
            }],
        },
    };
};

const latencyTable = section => {
    const tail = (title, nines) => ({ title, value: curve => at(section, curve, nines), cell: curve => nanos(at(section, curve, nines)) });
    return table(
        "Time of one " + section.call + ", at most this long for that share of the calls",
        [
            nameColumn,
            { title: "50\u00a0%", value: curve => curve.median, cell: curve => nanos(curve.median) },
            tail("90\u00a0%", 1),
            tail("99\u00a0%", 2),
            tail("99.9\u00a0%", 3),
            tail("99.99\u00a0%", 4),
            { title: "longest", value: curve => curve.longest, cell: curve => nanos(curve.longest) },
        ],
        section.curves,
        { sorted: 3 });
};
