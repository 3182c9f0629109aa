// The figures at the top, and how every panel asks for products.

import { read } from "../api.js";
import { h } from "../dom.js";
import { day, difference, number, percent } from "../format.js";
import { place } from "../question.js";
import { text } from "../texts.js";

const PRODUCTS = "/api/v1/statistics/products";
/** Days ahead of "expiring soon". */
export const SOON = 90;

/** Parameters of the product statistics of what is asked, broken down `by`. */
export const asking = (question, by, more = {}) => ({
  ...place(question, more.day ?? question.day),
  by,
  ...Object.fromEntries(Object.entries(more).filter(([name]) => name !== "day")),
});

/** The product statistics. */
export const products = (question, by, more) => read(PRODUCTS, asking(question, by, more));

/** The same on the day of comparison; null where there is none. */
export const before = (question, by) => (question.against ? products(question, by, { day: question.against }) : null);

/** Path of the product statistics, for downloads. */
export { PRODUCTS };

/** Products of the cells of this class of stars. */
export const ofStars = (answer, stars, potential = false) =>
  answer.cells
    .filter((cell) => cell.stars === stars && Boolean(cell.potential) === potential)
    .reduce((sum, cell) => sum + cell.products, 0);

export const figures = {
  name: "figures",
  title: "figures.title",
  wide: true,
  async load(question) {
    const [now, then, coverage, expiring] = await Promise.all([
      products(question, "stars"),
      before(question, "stars"),
      read("/api/v1/ntm/summary", place(question, question.day)),
      products(question, "stars", { measure: "expiring", within_days: SOON }),
    ]);
    return { now, then, coverage: coverage.total, expiring: expiring.totals };
  },
  draw({ now, then, coverage, expiring }, question) {
    const against = (value, former) =>
      then && text("against", { change: difference(value - former), day: day(question.against) });
    const five = (answer) => ofStars(answer, 5);
    return h(
      "dl",
      { class: "tiles" },
      tile("products", now.totals.products, "figures.products", against(now.totals.products, then?.totals.products)),
      tile("producers", now.totals.producers, "figures.producers", against(now.totals.producers, then?.totals.producers)),
      tile(
        "five",
        five(now),
        "figures.five",
        then ? against(five(now), five(then)) : text("figures.potential", { count: number(ofStars(now, 5, true)) }),
      ),
      tile(
        "communes",
        coverage.met,
        "figures.communes",
        text("figures.of", { whole: number(coverage.communes), share: percent(coverage.met, coverage.communes) }),
      ),
      tile("soon", expiring.products, "figures.soon", text("figures.within", { days: SOON })),
    );
  },
};

const tile = (name, value, label, note) =>
  h(
    "div",
    { class: `tile ${name}` },
    h("dt", {}, text(label)),
    h("dd", {}, h("span", { class: "figure", "data-figure": name }, number(value)), note && h("span", { class: "note" }, note)),
  );
