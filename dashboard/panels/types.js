// Products by kind of producer (loại hình chủ thể), and what it has in common with other breakdowns by one dimension.

import { bars } from "../charts/bars.js";
import { downloads } from "../download.js";
import { text } from "../texts.js";
import { asking, before, PRODUCTS, products } from "./figures.js";

const TYPES = [
  "cooperative",
  "cooperative_group",
  "enterprise",
  "farm",
  "household",
  "association",
  "management_centre",
];

/** A panel of products by `dimension`, with a row for each of `values`, labelled by the texts `name.value`. */
export const breakdown = ({ name, dimension, values }) => ({
  name,
  title: `${name}.title`,
  load: async (question) => {
    const [now, then] = await Promise.all([products(question, dimension), before(question, dimension)]);
    return { now, then };
  },
  draw({ now, then }, question) {
    const cell = (answer, value) => answer.cells.find((one) => one[dimension] === value);
    const rows = values.map((value) => ({
      label: text(`${name}.${value}`),
      kind: "plain",
      products: cell(now, value)?.products ?? 0,
      producers: cell(now, value)?.producers ?? 0,
      before: then && (cell(then, value)?.products ?? 0),
    }));
    const caption = text(`${name}.title`);
    return [
      bars({ caption, head: text(`${name}.head`), rows, whole: now.totals.products, against: question.against }),
      downloads(name, caption, PRODUCTS, asking(question, dimension)),
    ];
  },
});

export const types = breakdown({ name: "types", dimension: "producer_type", values: TYPES });
