// SPDX-License-Identifier: Apache-2.0
// Tables, sorted by the button in a column's head.

/**
 * A table in a box that scrolls where the page is narrow.
 *
 * A column has: title, unit (or none), note (what it means, or none), text (whether it is not a number), wrap, value(row) to sort by, cell(row) to
 * show; the first column is the row's head. Rows without a value come last.
 */
const table = (caption, columns, rows, { sorted = -1, mark = () => "" } = {}) => {
    const body = el("tbody");
    const heads = columns.map((column, index) => head(column, () => sort(index)));
    let by = -1;
    let sign = 1;

    const cell = (column, row, first) =>
        el(
            first ? "th" : "td",
            { scope: first ? "row" : null, class: [column.text && "text", column.wrap && "wrap"].filter(Boolean).join(" ") || null },
            column.cell(row));

    const fill = order => body.replaceChildren(
        ...order.map(row => el("tr", { class: mark(row) || null }, ...columns.map((c, i) => cell(c, row, i === 0)))));

    const sort = index => {
        sign = by === index ? -sign : 1;
        by = index;
        heads.forEach((th, i) => th.setAttribute("aria-sort", i !== by ? "none" : sign > 0 ? "ascending" : "descending"));
        fill([...rows].sort((a, b) => compare(columns[by].value(a), columns[by].value(b), sign)));
    };

    fill(rows);
    if (sorted >= 0) {
        sort(sorted);
    }
    return el(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
        el("table", {}, el("caption", {}, caption), el("thead", {}, el("tr", {}, ...heads)), body));
};

const head = (column, sort) => {
    const title = column.value ? el("button", { type: "button", title: column.note }, column.title) : column.title;
    if (column.value) {
        title.addEventListener("click", sort);
    }
    return el(
        "th",
        { scope: "col", class: column.text ? "text" : null, "aria-sort": column.value ? "none" : null },
        title,
        column.unit ? el("span", { class: "unit" }, column.unit) : null);
};

const compare = (a, b, sign) => {
    if (a === null || b === null) {
        return (a === null) - (b === null);
    }
    return sign * (typeof a === "string" ? a.localeCompare(b) : a - b);
};
