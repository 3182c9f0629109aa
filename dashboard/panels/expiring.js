// Products whose recognition ends soon: who has to begin a renewal.

import { bars } from "../charts/bars.js";
import { downloads } from "../download.js";
import { text } from "../texts.js";
import { asking, PRODUCTS, products } from "./figures.js";

/** Days ahead, each with those of the shorter ones. */
const SPANS = [30, 90, 180, 365];

export const expiring = {
  name: "expiring",
  title: "expiring.title",
  async load(question) {
    const ask = (days) => products(question, "stars", { measure: "expiring", within_days: days });
    const [valid, ...spans] = await Promise.all([products(question, "stars"), ...SPANS.map(ask)]);
    return { valid: valid.totals, spans: spans.map((one) => one.totals) };
  },
  draw({ valid, spans }, question) {
    const rows = SPANS.map((days, index) => ({ label: text("expiring.within", { days }), kind: "late", ...spans[index] }));
    const caption = text("expiring.title");
    const longest = { measure: "expiring", within_days: SPANS.at(-1) };
    return [
      bars({ caption, head: text("expiring.head"), rows, whole: valid.products }),
      downloads("expiring", caption, PRODUCTS, asking(question, "stars", longest)),
    ];
  },
};
