// A table of products whose rows carry bars: the chart and its table are one thing, so everybody reads the same.

import { day, difference, number, percent } from "../format.js";
import { text } from "../texts.js";
import { barColumn, table } from "./table.js";

/**
 * `rows`: `{ label, products, producers, kind, before? }`; a label may be an element, such as a button that leads further, and
 * `kind` is a class for the colour, which never says anything alone. `whole`: what shares are of. `against`: the day of `before`.
 */
export const bars = ({ caption, head, rows, whole, against }) =>
  table({
    caption,
    rows,
    kind: against ? "bars compared" : "bars",
    columns: [
      { label: head, cell: (row) => row.label },
      barColumn(text("products"), rows, (row) => row.products),
      { label: text("share"), kind: "share", cell: (row) => percent(row.products, whole) },
      { label: text("producers"), cell: (row) => number(row.producers) },
      against && { label: text("since", { day: day(against) }), cell: (row) => difference(row.products - row.before) },
    ].filter(Boolean),
  });
