// SPDX-License-Identifier: Apache-2.0
// Makes elements. Text, names from a run above all, only ever becomes text.

/** An element; children are nodes or text, and what is null is left out. */
const el = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        if (value !== null && value !== undefined && value !== false) {
            element.setAttribute(key, value === true ? "" : value);
        }
    }
    element.append(...children.filter(child => child !== null && child !== undefined));
    return element;
};

/** Shows a part of the page that is hidden where there is nothing for it. */
const show = element => {
    element.hidden = false;
    return element;
};

const svg = (name, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) {
        element.setAttribute(key, value);
    }
    return element;
};
