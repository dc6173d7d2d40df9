// SPDX-License-Identifier: Apache-2.0
// Colours and dashes: an allocator has the same ones in every figure, and never a colour alone.

const COLOURS = 8;
const DASHES = [[], [7, 3], [2, 3], [9, 3, 2, 3]];

const colourOf = index => "--c" + (index % COLOURS);
const dashOf = index => DASHES[(index + Math.floor(index / COLOURS)) % DASHES.length];

let colours = {};

/** The value that a colour has now: it changes with the scheme, and for the printer. */
const colour = name => (colours[name] ||= getComputedStyle(document.documentElement).getPropertyValue(name).trim());

const redraws = [];

/** Has this done again whenever the colours have changed. */
const onColours = redraw => redraws.push(redraw);

const recolour = () => {
    colours = {};
    redraws.forEach(redraw => redraw());
};

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);

const swatch = index => {
    const picture = svg("svg", { class: "swatch", viewBox: "0 0 24 8", "aria-hidden": "true" });
    const line = svg("line", { x1: 0, y1: 4, x2: 24, y2: 4, "stroke-dasharray": dashOf(index).join(" ") });
    line.style.stroke = "var(" + colourOf(index) + ")";
    picture.append(line);
    return picture;
};
