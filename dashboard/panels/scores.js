// What councils' evaluations tell: how many succeed, with how many points, and the minimums most often missed of one product set.

import { read } from "../api.js";
import { barColumn, lead, scrolling, table } from "../charts/table.js";
import { downloads } from "../download.js";
import { h } from "../dom.js";
import { decimal, number, percentage } from "../format.js";
import { ask, place } from "../question.js";
import { text } from "../texts.js";

const SCORES = "/api/v1/statistics/scores";
const REGIMES = "/api/v1/regimes";
/** Minimums shown, the most often missed first. */
const MOST = 6;

/** Results until the day. */
function asking(question) {
  const { as_of: to, ...where } = place(question, question.day);
  return { ...where, to, by: "product_set" };
}

export const scores = {
  name: "scores",
  title: "scores.title",
  async load(question) {
    const all = await read(SCORES, asking(question));
    const sets = all.cells.filter((one) => one.evaluated > 0).sort((a, b) => b.evaluated - a.evaluated);
    if (sets.length === 0) return { all, sets };
    const asked = sets.find((one) => String(one.product_set) === question.set) ?? sets[0];
    const { by: _, ...where } = asking(question);
    const [regime, sheet, form] = await Promise.all([
      read(`${REGIMES}/${all.regime}`),
      read(SCORES, { ...where, regime: all.regime, product_set: asked.product_set }),
      read(`${REGIMES}/${all.regime}/product-sets/${asked.product_set}`),
    ]);
    const names = Object.fromEntries(regime.product_sets.map((one) => [one.no, one.name]));
    return { all, sets, names, set: asked.product_set, missed: sheet.sheet?.unmet_minimums ?? [], criteria: criteria(form) };
  },
  draw({ all, sets, names, set, missed, criteria: labels }, question) {
    if (sets.length === 0) return h("p", { class: "quiet" }, text("scores.none", { regime: all.regime }));
    const caption = text("scores.title");
    const head = h("h3", { id: "scores-missed" }, text("scores.missed", { set: names[set] }));
    return [
      h("p", { class: "said" }, text("scores.summary", {
        regime: all.regime,
        evaluated: number(all.totals.evaluated),
        recognised: number(all.totals.recognised),
        rate: percentage(all.totals.success_rate),
        mean: decimal(all.totals.points.mean),
      })),
      scrolling("scores-table", caption, bySet(caption, sets, names, set)),
      head,
      missed.length === 0 ? h("p", { class: "quiet" }, text("scores.nothing")) : minimums(head.textContent, missed.slice(0, MOST), labels),
      downloads("scores", caption, SCORES, asking(question)),
    ];
  },
};

/** Names of the criteria of a sheet by their codes. */
const criteria = ({ parts }) =>
  Object.fromEntries(parts.flatMap((part) => part.sections.flatMap((one) => one.criteria.map(({ code, label }) => [code, label]))));

const bySet = (caption, sets, names, chosen) =>
  table({
    caption,
    rows: sets.map((one) => ({ ...one, kind: one.product_set === chosen ? "chosen plain" : "plain" })),
    kind: "bars",
    columns: [
      { label: text("scores.set"), cell: (one) => setButton(one.product_set, names, chosen) },
      barColumn(text("scores.evaluated"), sets, (one) => one.evaluated),
      { label: text("scores.rate"), cell: (one) => percentage(one.success_rate) },
      { label: text("scores.mean"), cell: (one) => decimal(one.points.mean) },
    ],
  });

/** Chooses the set whose minimums are shown. */
function setButton(no, names, chosen) {
  const button = lead(`set-${no}`, `${no}. ${names[no]}`, () => ask({ set: String(no) }));
  button.setAttribute("aria-pressed", String(no === chosen));
  return button;
}

const minimums = (caption, missed, labels) =>
  table({
    caption,
    rows: missed.map((one) => ({ ...one, kind: "late" })),
    kind: "bars minimums",
    columns: [
      { label: text("scores.criterion"), cell: (one) => `${one.criterion} ${labels[one.criterion] ?? ""}` },
      barColumn(text("scores.times"), missed, (one) => one.evaluations),
      { label: text("share"), kind: "share", cell: (one) => percentage(one.share) },
      { label: text("scores.for"), cell: (one) => text("scores.minimum", { stars: one.stars, points: number(one.minimum) }) },
    ],
  });
