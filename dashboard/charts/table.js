// Tables, and the bars in their cells.

import { h } from "../dom.js";
import { number } from "../format.js";
import { text } from "../texts.js";

/**
 * A table of `rows`. `columns`: `{ label, cell(row), kind? }`; the first is the heading of each row. `kind` is a class of the
 * column's cells; a row's own `kind` is one of the row. `caption` is for who does not see the panel's title above it.
 */
export function table({ caption, columns, rows, kind }) {
  const [first, ...others] = columns;
  return h(
    "table",
    { class: kind },
    h("caption", { class: "unseen" }, caption),
    h("thead", {}, h("tr", {}, columns.map((one) => h("th", { scope: "col", class: one.kind }, one.label)))),
    h(
      "tbody",
      {},
      rows.map((row) =>
        h(
          "tr",
          { class: row.kind },
          h("th", { scope: "row", class: first.kind }, first.cell(row)),
          others.map((one) => h("td", { class: one.kind }, one.cell(row))),
        ),
      ),
    ),
  );
}

/** A column of counts with a bar behind each, as long as its part of the most that `rows` have. */
export function barColumn(label, rows, value) {
  const most = Math.max(1, ...rows.map(value));
  const digits = { "--digits": `${number(most).length}ch` };
  const bar = (count) =>
    h(
      "div",
      { class: "lane", style: digits },
      h("span", { class: "value" }, number(count)),
      h("span", { class: "rail", "aria-hidden": "true" }, count > 0 && h("span", { class: "fill", style: { width: `${(count / most) * 100}%` } })),
    );
  return { label, kind: "bar", cell: (row) => bar(value(row)) };
}

/** `content` in a place of its own that scrolls, by keyboard too; `what` it holds. */
export const scrolling = (id, what, content) =>
  h(
    "div",
    { class: "scrolls", id, tabindex: "0", role: "region", "aria-label": text("table.of", { what }), "data-scrolls": true },
    content,
  );

/** A name that leads further; only the name where `open` is left out. */
export const lead = (id, name, open) => (open ? h("button", { type: "button", class: "lead", id, onclick: open }, name) : name);
