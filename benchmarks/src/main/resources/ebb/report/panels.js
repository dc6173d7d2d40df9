// SPDX-License-Identifier: Apache-2.0
// All allocators' panels of one burst: one pair of axes, one pointer, one zoom.

const gridTimes = grid =>
    Array.from({ length: 2 * grid.stretches }, (_, i) => (grid.start + (grid.width * (i + 0.5)) / 2) / 1e9);

const panels = (load, section) => {
    const rows = load.rows
        .filter(row => row.lines)
        .sort((a, b) => mean(metric(a, "rss.retained")) - mean(metric(b, "rss.retained")));
    if (!load.grid || rows.length === 0) {
        return;
    }
    const box = show(section.querySelector(".timelines"));
    const times = gridTimes(load.grid);
    const whole = [times[0], times[times.length - 1]];
    const values = rows.map(row => panelData(times, row));
    const top = 1.06 * Math.max(...values.flatMap(lines => lines.slice(1).map(line => Math.max(...line))));
    const rungs = rungsOf(rows);
    box.querySelector(".caption").textContent = panelCaption(rows, rungs);
    box.querySelector(".error").textContent = sampleError(rows);
    box.querySelector(".key-live").hidden = !rows.some(isCounted);

    const plots = [];
    const state = { zoom: whole, sliding: false };
    const slider = box.querySelector("input[type=range]");
    const buttons = box.querySelectorAll(".zoom button");

    const read = (i, index) => {
        plots[i].readout.textContent = reading(rows[i], values[i], times, index);
        if (index !== null && !state.sliding) {
            slider.value = index;
        }
        slider.setAttribute("aria-valuetext", fixed(times[slider.value], 1) + " s after the start of the burst");
    };

    const zoomTo = (from, to, name) => {
        state.zoom = [Math.max(whole[0], from), Math.min(whole[1], to)];
        plots.forEach(plot => plot.setScale("x", { min: state.zoom[0], max: state.zoom[1] }));
        slider.min = times.findIndex(time => time >= state.zoom[0]);
        slider.max = times.findLastIndex(time => time <= state.zoom[1]);
        buttons.forEach(button => button.setAttribute("aria-pressed", String(button.dataset.zoom === name)));
    };

    /** A panel's axis has changed: by a drag or a double click where it is not what all were told to show. */
    const scaled = plot => {
        const { min, max } = plot.scales.x;
        plot.over.dataset.shown = fixed(min, 2) + " to " + fixed(max, 2) + " s";
        if (min !== state.zoom[0] || max !== state.zoom[1]) {
            zoomTo(min, max, min === whole[0] && max === whole[1] ? "all" : "");
        }
    };

    rows.forEach((row, i) => {
        const readout = el("p", { class: "reading" }, reading(row, values[i], times, null));
        const target = el("div", { class: "plot" });
        box.querySelector(".panels").append(el(
            "figure",
            { role: "group", "aria-label": "Resident memory of " + allocator(row).id + " over time" },
            el("figcaption", {}, el("h4", { title: allocator(row).id }, brief(allocator(row).id)), readout),
            target));
        const hooks = {
            drawClear: [burstShading(row)],
            draw: [rungMarks(row, rungs)],
            setCursor: [plot => plots.length === rows.length && read(i, plot.cursor.left < 0 ? null : plot.cursor.idx)],
            setScale: [(plot, key) => key === "x" && plots.length === rows.length && scaled(plot)],
        };
        const plot = new uPlot(panelOptions(row, target, top, load.name, hooks), values[i], target);
        plot.readout = readout;
        plots.push(plot);
    });

    const zooms = zoomsOf(rows, whole);
    buttons.forEach(button => button.addEventListener("click", () => zoomTo(...zooms[button.dataset.zoom], button.dataset.zoom)));
    slider.addEventListener("input", () => {
        state.sliding = true;
        plots.forEach(plot => plot.setCursor({ left: plot.valToPos(times[slider.value], "x"), top: 0 }));
        state.sliding = false;
    });
    zoomTo(...whole, "all");
    fit(box.querySelector(".panels"), plots, PANEL_HEIGHT);
    moments(load, rows, values, times, box.querySelector(".moments"));
};

const panelOptions = (row, target, top, key, hooks) => ({
    width: target.clientWidth || 320,
    height: PANEL_HEIGHT,
    legend: { show: false },
    padding: [8, 8, 0, 0],
    scales: { x: { time: false }, y: { range: [0, top] } },
    axes: [axis(value => value + " s", 24), axis(String, 38)],
    series: panelSeries(row),
    cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: true },
        sync: { key, setSeries: false, filters: { pub: type => type === "mousemove" || type === "mouseleave" } },
    },
    hooks,
});

/** The stretches of time that the buttons show. The edges are those of the panel that lasts longest. */
const zoomsOf = (rows, whole) => {
    const last = label => Math.max(
        0, ...rows.flatMap(row => row.lines.phases.filter(phase => phase.label === label).map(phase => phase.to)));
    const end = last("burst");
    return { all: whole, burst: [0, end], after: [end - 0.5, end + 2], idle: [end, Math.max(end + 0.1, last("idle"))] };
};

/** How far the lines may be off; empty where that is not known. */
const sampleError = rows => {
    const most = Math.max(0, ...rows.map(row => mean(metric(row, "rss.error")) || 0));
    return most === 0 ? "" : "A sample of RSS may be off by " + fixed(most, 1) + " MiB: this kernel counts pages per CPU and adds up"
        + " what each CPU last reported.";
};

/** Whether it is known what the program had allocated: not of a service. */
const isCounted = row => row.lines.live.some(kib => kib >= 0);

const panelCaption = (rows, rungs) => {
    const words = "All panels have the same axes, MiB over seconds from the start of the burst; who retained least comes"
        + " first. The space between the line and the areas below it is memory that "
        + (rows.some(isCounted) ? "the allocator holds and the program does not use" : "the allocator or the program holds")
        + ". Point at a panel, or move the slider, to read all of them at that moment; drag across one to zoom"
        + " in, double-click to see the whole.";
    const tried = rungs.map((label, i) => i + 1 + " " + label);
    return tried.length === 0 ? words : words + " The numbered lines are what was tried after the idle period: " + tried.join(", ") + ".";
};
