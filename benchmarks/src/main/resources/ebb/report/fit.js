// SPDX-License-Identifier: Apache-2.0
// Keeps plots as wide as their places are, on a screen and on paper.

/** Width of a panel on a printed page, where two stand side by side. */
const PRINTED = 310;

const printables = [];

/** Resizes these plots with the box that they stand in, and redraws them in new colours. */
const fit = (box, plots, height) => {
    const resize = () => plots.forEach(plot => {
        const width = plot.root.parentElement.clientWidth;
        if (width > 0 && width !== plot.width) {
            plot.setSize({ width, height });
        }
    });
    new ResizeObserver(resize).observe(box);
    onColours(() => plots.forEach(plot => plot.redraw()));
    printables.push({ plots, height, resize });
};

addEventListener("beforeprint", () => {
    document.documentElement.classList.add("printing");
    recolour();
    printables.forEach(({ plots, height }) => plots.forEach(plot => plot.setSize({ width: PRINTED, height })));
});

addEventListener("afterprint", () => {
    document.documentElement.classList.remove("printing");
    recolour();
    printables.forEach(({ resize }) => resize());
});
