// A table whose rows carry bars: the chart and its table are one thing, so everybody reads the same.

import { h } from "../dom.js";
import { day, difference, number, percent } from "../format.js";
import { text } from "../texts.js";

/**
 * `rows`: `{ label, products, producers, kind, before? }`; a label may be an element, such as a button that leads further, and
 * `kind` is a class for the colour, which never says anything alone. `whole`: what shares are of. `against`: the day of `before`.
 */
export function bars({ caption, head, rows, whole, against }) {
  const most = Math.max(1, ...rows.map((row) => row.products));
  const column = (key, kind) => h("th", { scope: "col", class: kind }, text(key));
  return h(
    "table",
    { class: against ? "bars compared" : "bars" },
    h("caption", { class: "unseen" }, caption),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, head),
        column("products", "wide"),
        column("share", "share"),
        column("producers"),
        against && h("th", { scope: "col" }, text("since", { day: day(against) })),
      ),
    ),
    h(
      "tbody",
      {},
      rows.map((row) =>
        h(
          "tr",
          { class: row.kind },
          h("th", { scope: "row" }, row.label),
          h(
            "td",
            { class: "bar" },
            row.products > 0 && h("span", { class: "fill", style: { width: `${(row.products / most) * 100}%` } }),
            h("span", { class: "value" }, number(row.products)),
          ),
          h("td", { class: "share" }, percent(row.products, whole)),
          h("td", {}, number(row.producers)),
          against && h("td", {}, difference(row.products - row.before)),
        ),
      ),
    ),
  );
}
