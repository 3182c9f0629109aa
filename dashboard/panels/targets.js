// What is reached of the unit's targets for the year (chỉ tiêu).

import { read, readAll } from "../api.js";
import { h } from "../dom.js";
import { number, percent, today } from "../format.js";
import { levelOf } from "../question.js";
import { text } from "../texts.js";
import { reach } from "../units.js";

const TARGETS = "/api/v1/targets";

export const targets = {
  name: "targets",
  title: "targets.title",
  async load({ unit, boundaries, day }) {
    const code = unit || reach();
    // Targets are those of today's provinces and communes.
    if (boundaries === "legacy" || (code && levelOf(code) === "district")) return { none: "targets.legacy" };
    const year = Number((day || today()).slice(0, 4));
    const found = await readAll(TARGETS, { unit: code ?? undefined, year });
    const own = found.find((one) => (one.unit?.code ?? null) === code);
    if (!own) return { none: "targets.none", year };
    const progress = await read(`${TARGETS}/${own.id}/progress`, { as_of: day || undefined });
    return { year, figures: progress.figures };
  },
  draw({ none, year, figures }) {
    if (none) return h("p", { class: "quiet" }, text(none, { year }));
    return [
      h("p", { class: "said" }, text("targets.summary", { year, met: number(figures.filter((one) => one.met).length), all: number(figures.length) })),
      figures.map((one) => meter(text(`targets.${one.figure}`), one.reached, one.target)),
    ];
  },
};

/** A labelled bar of `part` of `whole`. */
export function meter(label, part, whole) {
  const width = whole > 0 ? Math.min(100, (part / whole) * 100) : 0;
  return h(
    "div",
    { class: "meter" },
    h("span", { class: "what" }, label),
    h("span", { class: "count" }, `${number(part)} / ${number(whole)} (${percent(part, whole)})`),
    h("span", { class: "track", "aria-hidden": "true" }, h("span", { class: "fill", style: { width: `${width}%` } })),
  );
}
