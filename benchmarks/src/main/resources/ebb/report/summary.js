// SPDX-License-Identifier: Apache-2.0
// The verdict on a burst: words, the sum, and the one table.

const summary = (load, section) => {
    section.querySelector("h2").textContent = "Burst: " + load.name;
    section.querySelector(".verdict").append(...paragraphs(load.findings));
    section.querySelector(".gaps").append(...load.missing.map(text => el("li", {}, text)));
    section.querySelector(".legend").textContent = legend(load);

    const input = section.querySelector(".rent input");
    const most = mostPerHour(load);
    if (most === 0) {
        section.querySelector(".rent").hidden = true;
        section.querySelector(".summary").replaceChildren(summaryTable(load, 0));
        return;
    }
    input.max = most;
    input.value = Math.min(4, input.max);
    const draw = () => {
        const perHour = Number(input.value);
        const valid = input.checkValidity() && perHour >= 1;
        section.querySelector(".rent output").textContent = valid
            ? rentWords(load, perHour)
            : "Give a whole number from 1 to " + input.max + ": this burst and its idle period fit no more often into an hour.";
        if (valid) {
            section.querySelector(".summary").replaceChildren(summaryTable(load, perHour));
        }
    };
    input.addEventListener("input", draw);
    section.querySelector(".rent").addEventListener("submit", event => event.preventDefault());
    draw();
};

const named = row => {
    const note = allocator(row);
    return el(
        "span",
        {},
        swatch(row.allocator),
        note.id,
        el("span", { class: "small" }, ...breakable([note.version, ...note.settings].filter(Boolean).join(", "))),
        note.unproven.length === 0
            ? null
            : el("span", { class: "small", title: UNPROVEN }, el("span", { class: "worse" }, "unproven: "), ...breakable(note.unproven.join(", "))));
};

/** Text that may go on in the next line after each part of a long setting. */
const breakable = text => text.split(/(?<=[,:;=/])/).flatMap(part => [part, el("wbr")]);

/** Paragraphs, and lists of those that begin with a dash. */
const paragraphs = texts => {
    const elements = [];
    texts.forEach(text => {
        if (!text.startsWith("- ")) {
            elements.push(el("p", {}, text));
            return;
        }
        if (elements.length === 0 || elements[elements.length - 1].tagName !== "UL") {
            elements.push(el("ul"));
        }
        elements[elements.length - 1].append(el("li", {}, text.slice(2)));
    });
    return elements;
};

const settingsColumn = { title: "allocator", text: true, value: row => allocator(row).id, cell: named };

const nameColumn = {
    title: "allocator",
    text: true,
    value: row => allocator(row).id,
    cell: row => el("span", {}, swatch(row.allocator), allocator(row).id),
};

/** What a metric's column says of itself. */
const meaning = label => ({ unit: data.metrics[label]?.unit, note: data.metrics[label]?.meaning });

const numbers = (title, label, decimals) => ({
    title,
    ...meaning(label),
    value: row => mean(metric(row, label)),
    cell: row => spread(metric(row, label), row.forks, value => fixed(value, decimals)),
});

/** A figure of the burst's own command, by its label. */
const printed = label => ({
    ...numbers(label, label, 0),
    cell: row => spread(metric(row, label), row.forks, short),
});

/** A time until something was given back; at least so long where a fork did not get there. */
const until = (title, label) => ({
    title,
    ...meaning(label),
    value: row => mean(metric(row, label)),
    cell: row => {
        const open = row.open.includes(label);
        const never = open && metric(row, label)[1] >= metric(row, "idle.length")[1];
        const more = value => ">" + Number(value.toFixed(1));
        return spread(metric(row, label), row.forks, (value, place) =>
            open && (place !== 1 || never) ? more(value) : fixed(value, 1));
    },
});

const retained = {
    title: "retained",
    ...meaning("rss.retained"),
    unit: "MiB, % of the rise",
    value: row => mean(metric(row, "rss.retained")),
    cell: row => {
        const ratio = mean(metric(row, "rss.retained.ratio"));
        const bar = el("span");
        bar.style.setProperty("--of", Math.max(0, Math.min(100, ratio || 0)));
        return el(
            "span",
            {},
            spread(metric(row, "rss.retained"), row.forks, value => fixed(value, 1)),
            el("span", { class: "small" }, ratio === null ? "\u2013" : fixed(ratio, 0) + " %"),
            el("span", { class: "share", "aria-hidden": "true" }, bar));
    },
};

/** With how far a sample may be off, where the run tells. */
const peak = {
    ...numbers("peak", "rss.peak", 0),
    cell: row => {
        const error = mean(metric(row, "rss.error"));
        return el(
            "span",
            {},
            spread(metric(row, "rss.peak"), row.forks, value => fixed(value, 0)),
            error ? el("span", { class: "small" }, "\u00b1\u2009" + fixed(error, 1)) : null);
    },
};

/** @param perHour bursts an hour; 0: a burst and its idle period are longer than that */
const summaryTable = (load, perHour) => {
    const columns = [
        settingsColumn,
        retained,
        peak,
        until("t50", "rss.t50"),
        until("t90", "rss.t90"),
        numbers("excess", "rss.excess", 0),
        perHour === 0
            ? null
            : {
                title: "rent",
                unit: "GiB\u00b7h a month",
                value: row => rent(row, perHour),
                cell: row => short(rent(row, perHour)),
            },
        numbers("CPU", "cpu", 1),
        ...load.printed.map(printed),
        throughput(),
        load.rows.some(row => row.gaveBack)
            ? { title: "what gave the rest back", text: true, wrap: true, value: row => row.gaveBack, cell: row => row.gaveBack || "\u2013" }
            : null,
    ].filter(Boolean);
    const sorted = columns.indexOf(retained);
    return table("Each allocator, who retained least first", columns, load.rows, { sorted, mark: bestOf(load) });
};

const bestOf = load => {
    const best = leastRetained(load);
    return row => (row === best && load.rows.length > 1 ? "best" : "");
};

/** The first steady load's score, where one was run: what the allocator does when it works. */
const throughput = () => {
    const first = data.steady.find(load => load.more);
    if (!first) {
        return null;
    }
    const of = row => first.rows.find(other => other.allocator === row.allocator);
    return {
        title: "throughput",
        unit: first.unit + ", " + first.name.split(" ")[0],
        value: row => (of(row) ? mean(of(row).score) : null),
        cell: row => (of(row) ? spread(of(row).score, of(row).forks, short) : "\u2013"),
    };
};

const legend = load => {
    const idle = Math.max(...load.rows.map(row => mean(metric(row, "idle.length"))));
    return "peak: the highest resident memory (RSS), of which " + load.base
        + " MiB, the base, were there before the burst. retained: RSS above base after " + fixed(idle, 0)
        + " s of idle, and its share of what the burst had added. t50, t90: until half, nine tenths were given back;"
        + " > means more than that: some fork had not by the end of its idle period. excess: RSS above base summed over the idle period."
        + (mostPerHour(load) === 0
            ? ""
            : " rent: the same over a month at the given number of bursts, as if what was resident when the measurement ended"
                + " stayed until the next.")
        + (load.rows.some(row => row.forks > 1) ? " Small: the lowest and the highest fork." : "");
};
