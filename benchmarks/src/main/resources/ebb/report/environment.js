// SPDX-License-Identifier: Apache-2.0
// Where it was measured, what repeats it, what was in place.

const UNPROVEN = "Nothing shows that the library heeds these settings.";

const environment = () => {
    const place = document.querySelector("#environment .body");
    data.runs.forEach(run => place.append(
        el("h3", {}, "Run " + run.name),
        ...run.warnings.map(text => el("p", { class: "worse" }, text)),
        run.command
            ? el("div", {}, el("p", { class: "note" }, "The command that repeats it:"), el("pre", { tabindex: "0" }, run.command))
            : el("p", { class: "note" }, "This run does not tell the command that made it."),
        run.facts.length === 0
            ? el("p", { class: "note" }, "Nothing is known about this run's machine: it has no environment.json.")
            : el("dl", { class: "facts" }, ...run.facts.flatMap(fact => [el("dt", {}, fact.name), el("dd", {}, fact.value)]))));
    if (data.allocators.length > 0) {
        place.append(table("The allocators", [
            { title: "allocator", text: true, value: note => note.id, cell: note => note.id },
            { title: "version", text: true, value: note => note.version, cell: note => note.version || "\u2013" },
            { title: "package", text: true, value: note => note.packaged, cell: note => note.packaged || "\u2013" },
            { title: "settings", text: true, wrap: true, value: note => note.settings.join(" "), cell: note => note.settings.join(", ") || "none" },
            { title: "unproven", note: UNPROVEN, text: true, wrap: true, value: note => note.unproven.join(" "), cell: note => note.unproven.join(", ") || "\u2013" },
            { title: "SHA-256", text: true, value: note => note.sha256[0] || "", cell: note => note.sha256.map(hash => hash.slice(0, 12)).join(", ") || "\u2013" },
        ], data.allocators));
    }
};
