// SPDX-License-Identifier: Apache-2.0
// Puts the page together.

/** Moves the figures of a kind that belong to a load into its place; false where there are none. */
const figures = (kind, index, place) => {
    const pictures = document.querySelectorAll(`#figures > [id="${kind}-${index}"], #figures > [id^="${kind}-${index}-"]`);
    if (pictures.length > 0) {
        show(place).querySelector(".figures").append(...pictures);
    }
    return pictures.length > 0;
};

const burst = (load, index) => {
    const section = document.getElementById("burst").content.firstElementChild.cloneNode(true);
    section.id = "burst-" + index;
    document.getElementById("bursts").append(section);
    summary(load, section);
    panels(load, section);
    const cost = section.querySelector(".cost");
    if (figures("cost", index, cost)) {
        cost.querySelector(".caption").textContent = COST;
    }
    const split = section.querySelector(".split");
    if (figures("split", index, split)) {
        split.querySelector(".caption").textContent = SPLIT;
        shares(load, split.querySelector(".shares"));
    }
    if (load.reasons.length > 0) {
        show(section.querySelector(".reasons")).append(...paragraphs(load.reasons));
    }
};

const COST = "Each point is an allocator; the arrows on the axes say which way is better. Those that the dashed line joins are beaten"
    + " by no other at both. Where there are several forks, bars reach from the lowest to the highest.";

const SPLIT = "A whole bar is what the burst added to RSS. The dashed part was given back by the end of the idle period; the"
    + " filled parts were still resident then.";

const about = () => {
    document.getElementById("about").textContent = "From "
        + plural(data.runs.length, "run") + ": " + data.runs.map(run => run.name).join(", ") + ". Written by Ebb " + data.ebb + ".";
};

const contents = () => {
    const list = document.getElementById("contents");
    document.querySelectorAll("main section:not([hidden])").forEach(section => {
        list.append(el("li", {}, el("a", { href: "#" + section.id }, section.querySelector("h2").textContent)));
    });
};

about();
data.bursts.forEach(burst);
limits();
steadyLoads();
latencies();
comparison();
histories();
data.missing.forEach(text => {
    show(document.getElementById("missing")).querySelector(".body").append(el("li", {}, text));
});
environment();
contents();
