// The way from an idea to a star in the year of the day: ideas, business plans, dossiers (ý tưởng, phương án, hồ sơ).

import { read } from "../api.js";
import { barColumn, table } from "../charts/table.js";
import { downloads } from "../download.js";
import { h } from "../dom.js";
import { number, percentage } from "../format.js";
import { place } from "../question.js";
import { text } from "../texts.js";

const FUNNEL = "/api/v1/statistics/funnel";
/** Stages that begin a kind of record, which is no part of the one before. */
const BEGINS = ["ideas", "plans", "dossiers_begun"];
/** Colours of the kinds of record. */
const KINDS = { ideas: "three", plans: "four", dossiers: "plain" };

const asking = (question) => place(question, question.day);

export const funnel = {
  name: "funnel",
  title: "funnel.title",
  load: (question) => read(FUNNEL, asking(question)),
  draw({ year, totals: { stages } }, question) {
    const count = (stage) => stages.find((one) => one.stage === stage).count;
    if (stages.every((one) => one.count === 0)) return h("p", { class: "quiet" }, text("funnel.none", { year }));
    const rows = stages.map((one) => ({ ...one, kind: KINDS[one.stage.split("_")[0]] }));
    const caption = text("funnel.title");
    return [
      h("p", { class: "said" }, text("funnel.summary", {
        year,
        ideas: number(count("ideas")),
        plans: number(count("plans")),
        begun: number(count("dossiers_begun")),
        recognised: number(count("dossiers_recognised")),
      })),
      table({
        caption,
        rows,
        kind: "bars",
        columns: [
          { label: text("funnel.stage"), cell: (one) => text(`funnel.${one.stage}`) },
          barColumn(text("funnel.count"), rows, (one) => one.count),
          { label: text("funnel.of_previous"), cell: (one) => percentage(BEGINS.includes(one.stage) ? null : one.of_previous) },
        ],
      }),
      downloads("funnel", caption, FUNNEL, asking(question)),
    ];
  },
};
