// SPDX-License-Identifier: Apache-2.0
// Every text of the page that stands out from what is behind it by less than 4.5:1, as WCAG 2.2 measures it.
const channels = colour => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
};
const luminance = colour => {
    const [r, g, b] = channels(colour).map(value => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const behind = element => {
    for (let at = element; at; at = at.parentElement) {
        const colour = getComputedStyle(at).backgroundColor;
        if (channels(colour)[3] === 255) {
            return colour;
        }
    }
    return "white";
};
const segment = text => {
    const box = text.getBoundingClientRect();
    const below = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2)
        .find(element => element.tagName === "rect");
    return below ? getComputedStyle(below).fill : behind(text);
};
const ratio = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
};
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const faults = [];
let texts = 0;
while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const parent = walker.currentNode.parentElement;
    if (!text || ["SCRIPT", "STYLE", "title", "desc", "style", "NOSCRIPT", "TEMPLATE"].includes(parent.tagName)
            || !parent.checkVisibility() || parent.getClientRects().length === 0) {
        continue;
    }
    texts++;
    const inFigure = parent.tagName === "text";
    if (inFigure) {
        parent.scrollIntoView({ block: "center" });
    }
    const style = getComputedStyle(parent);
    const found = ratio(inFigure ? style.fill : style.color, inFigure ? segment(parent) : behind(parent));
    if (found < 4.5) {
        faults.push(found.toFixed(2) + " " + parent.tagName + "." + parent.getAttribute("class") + ": " + text.slice(0, 60));
    }
}
return { texts, faults };
