// Products by stars; potential five stars are a class of their own.

import { bars } from "../charts/bars.js";
import { downloads } from "../download.js";
import { text } from "../texts.js";
import { asking, before, ofStars, PRODUCTS, products } from "./figures.js";

/** Classes of stars from the highest. */
export const CLASSES = [
  { name: "five", stars: 5, potential: false },
  { name: "potential", stars: 5, potential: true },
  { name: "four", stars: 4, potential: false },
  { name: "three", stars: 3, potential: false },
];

export const stars = {
  name: "stars",
  title: "stars.title",
  load: async (question) => {
    const [now, then] = await Promise.all([products(question, "stars"), before(question, "stars")]);
    return { now, then };
  },
  draw({ now, then }, question) {
    const producers = ({ stars: count, potential }) =>
      now.cells.find((cell) => cell.stars === count && Boolean(cell.potential) === potential)?.producers ?? 0;
    const rows = CLASSES.map((one) => ({
      label: text(`stars.${one.name}`),
      kind: one.name,
      products: ofStars(now, one.stars, one.potential),
      producers: producers(one),
      before: then && ofStars(then, one.stars, one.potential),
    }));
    return [
      bars({
        caption: text("stars.title"),
        head: text("stars"),
        rows,
        whole: now.totals.products,
        against: question.against,
      }),
      downloads("stars", text("stars.title"), PRODUCTS, asking(question, "stars")),
    ];
  },
};
