// SPDX-License-Identifier: Apache-2.0
// Colours and dashes: an allocator has the same ones in every figure, and never a colour alone.

const colourOf = index => "--c" + data.allocators[index].style.colour;
const dashOf = index => "--d" + data.allocators[index].style.dash;

let colours = {};

/** The value that a colour or a dash has now: colours change with the scheme, and for the printer. */
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
    const line = svg("line", { x1: 0, y1: 4, x2: 24, y2: 4 });
    line.style.stroke = "var(" + colourOf(index) + ")";
    line.style.strokeDasharray = "var(" + dashOf(index) + ")";
    picture.append(line);
    return picture;
};
