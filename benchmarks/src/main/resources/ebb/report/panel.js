// SPDX-License-Identifier: Apache-2.0
// One allocator's resident memory over time, drawn by uPlot.

const PANEL_HEIGHT = 190;
const FONT = "11px system-ui, sans-serif";

/** What a panel draws: time, live on top of base, base, and RSS of each fork, in MiB. */
const panelData = (times, row) => {
    const base = mean(metric(row, "rss.base"));
    const mib = values => values.map(kib => (kib < 0 ? null : kib / 1024));
    return [
        times,
        mib(row.lines.live).map(live => (live === null ? null : base + live)),
        times.map(() => base),
        ...row.lines.rss.map(mib),
    ];
};

const panelSeries = row => [
    {},
    { stroke: "transparent", width: 0, fill: () => colour("--live"), points: { show: false }, spanGaps: true },
    { stroke: "transparent", width: 0, fill: () => colour("--base"), points: { show: false }, spanGaps: true },
    ...row.lines.rss.map(() => ({
        stroke: () => colour("--rss"),
        width: row.lines.rss.length > 1 ? 1 : 1.5,
        points: { show: false },
        spanGaps: true,
    })),
];

const axis = (write, size) => ({
    stroke: () => colour("--soft"),
    grid: { stroke: () => colour("--grid"), width: 1 },
    ticks: { show: false },
    font: FONT,
    size,
    gap: 4,
    values: (plot, splits) => splits.map(value => (value === null ? null : write(value))),
});

const burstShading = row => plot => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.fillStyle = colour("--burst");
    row.lines.phases.filter(phase => phase.label === "burst").forEach(phase => {
        const from = Math.max(bbox.left, plot.valToPos(phase.from, "x", true));
        const to = Math.min(bbox.left + bbox.width, plot.valToPos(phase.to, "x", true));
        if (to > from) {
            ctx.fillRect(from, bbox.top, to - from, bbox.height);
        }
    });
    ctx.restore();
};

/** The ladder's rungs that any of the rows climbed, in order; the first has number 1 in every panel. */
const rungsOf = rows => {
    const byPlace = new Map(rows.flatMap(row => row.lines.phases).map(phase => [phase.rung, phase.label]));
    byPlace.delete(0);
    return [...byPlace].sort(([a], [b]) => a - b).map(([, label]) => label);
};

/** Marks too close for a number between them share one text, as "2–6": each mark is { at, number }, in order of at. */
const joined = (marks, room) => marks.reduce((groups, { at, number }) => {
    const last = groups[groups.length - 1];
    if (last && at < last.end + room) {
        last.text = last.text.replace(/\u2013.*/, "") + "\u2013" + number;
        last.end = at;
    } else {
        groups.push({ at, end: at, text: String(number) });
    }
    return groups;
}, []);

/** A line where each rung of the ladder begins, and its number before it. */
const rungMarks = (row, rungs) => plot => {
    const { ctx, bbox } = plot;
    const right = bbox.left + bbox.width;
    const gap = 3 * devicePixelRatio;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = colour("--soft");
    ctx.lineWidth = devicePixelRatio;
    ctx.font = 10 * devicePixelRatio + "px system-ui, sans-serif";
    ctx.textAlign = "right";
    ctx.setLineDash([2 * devicePixelRatio, 2 * devicePixelRatio]);
    const marks = row.lines.phases
        .filter(phase => phase.rung)
        .map(phase => ({
            at: Math.round(plot.valToPos(phase.from, "x", true)) + 0.5,
            number: 1 + rungs.indexOf(phase.label),
        }))
        .filter(mark => mark.at >= bbox.left && mark.at <= right);
    marks.forEach(mark => {
        ctx.beginPath();
        ctx.moveTo(mark.at, bbox.top);
        ctx.lineTo(mark.at, bbox.top + bbox.height);
        ctx.stroke();
    });
    joined(marks, ctx.measureText("0\u20130").width + 2 * gap).forEach(({ at, text }) =>
        ctx.fillText(text, at - gap, bbox.top + 10 * devicePixelRatio));
    ctx.restore();
};

/** The last sample up to a place on the time axis; null where the line begins later. */
const lastAt = (line, index) => {
    let at = index;
    while (at >= 0 && line[at] === null) {
        at--;
    }
    return at < 0 ? null : line[at];
};

/** RSS and live at a place on the time axis, in words; what the row came to where there is none. */
const reading = (row, values, times, index) => {
    if (index === null || index === undefined) {
        return "peak " + fixed(mean(metric(row, "rss.peak")), 0) + " MiB, after idle "
            + fixed(mean(metric(row, "rss.idle")), 0) + " MiB";
    }
    const rss = values.slice(3).map(line => lastAt(line, index)).filter(value => value !== null);
    const onBase = lastAt(values[1], index);
    const live = onBase === null ? null : Math.max(0, onBase - values[2][index]);
    const at = fixed(times[index], 1) + " s: ";
    if (rss.length === 0) {
        return at + "no sample";
    }
    const middle = rss.reduce((a, b) => a + b) / rss.length;
    const range = rss.length > 1
        ? " (" + fixed(Math.min(...rss), 0) + RANGE + fixed(Math.max(...rss), 0) + ")"
        : "";
    return at + "RSS " + fixed(middle, 0) + range + " MiB" + (live === null ? "" : ", live " + fixed(live, 0) + " MiB");
};
