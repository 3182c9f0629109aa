// The units below in their order, and how each has grown in a year (xếp hạng).

import { read } from "../api.js";
import { barColumn, lead, table } from "../charts/table.js";
import { downloads } from "../download.js";
import { h } from "../dom.js";
import { number, percentage } from "../format.js";
import { ask, place } from "../question.js";
import { text } from "../texts.js";
import { below } from "../units.js";

const LEAGUE = "/api/v1/statistics/league";
/** Units shown. */
const MOST = 10;

const asking = (question, of) => ({ ...place(question, question.day), of });

export const ranking = {
  name: "ranking",
  title: "ranking.title",
  async load(question) {
    const of = (await below(question)).at(0)?.level;
    return of ? { of, league: await read(LEAGUE, { ...asking(question, of), page_size: MOST }) } : {};
  },
  draw({ of, league }, question) {
    if (!of) return h("p", { class: "quiet" }, text("ranking.below"));
    const rows = league.items.filter((one) => one.products > 0).map((one) => ({ ...one, kind: "plain" }));
    if (rows.length === 0) return h("p", { class: "quiet" }, text("ranking.none"));
    const caption = text("ranking.title");
    return [
      h("p", { class: "said" }, text("ranking.summary", { shown: number(rows.length), all: number(league.units), units: text(`level.${of}`) })),
      table({
        caption,
        rows,
        kind: "bars ranks",
        columns: [
          { label: text(`level.${of}.one`), cell: (one) => [h("span", { class: "rank" }, `${one.rank}.`), " ", lead(`rank-${one.unit}`, one.name, () => ask({ unit: one.unit }))] },
          barColumn(text("products"), rows, (one) => one.products),
          { label: text("ranking.before"), cell: (one) => number(one.products_a_year_before) },
          { label: text("ranking.growth"), cell: (one) => percentage(one.growth, true) },
          of !== "commune" && { label: text("ranking.met"), cell: (one) => `${number(one.communes_met)} / ${number(one.communes)}` },
        ].filter(Boolean),
      }),
      downloads("league", caption, LEAGUE, { ...asking(question, of), page_size: 500 }),
    ];
  },
};
