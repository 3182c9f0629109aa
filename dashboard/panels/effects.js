// What reports of implementation say of the year before: revenue, export, jobs (doanh thu, xuất khẩu, lao động).

import { read } from "../api.js";
import { table } from "../charts/table.js";
import { downloads } from "../download.js";
import { h } from "../dom.js";
import { millions, number, percentage, today } from "../format.js";
import { place } from "../question.js";
import { text } from "../texts.js";

const EFFECTS = "/api/v1/statistics/effects";
/** The first year of which there are reports. */
const FIRST = 2018;
/** The rows: how a figure is written, and which growth of the answer is its own. */
const FIGURES = {
  reporting: { write: number },
  revenue: { write: millions, growth: "revenue_growth" },
  export_revenue: { write: millions },
  investment: { write: millions },
  jobs: { write: number, growth: "jobs_growth" },
  female_jobs: { write: number },
  ethnic_minority_jobs: { write: number },
};

/** The last year that is over on the day; reports come after it. */
function asking(question) {
  const { as_of: _, ...where } = place(question, "");
  const year = Math.max(FIRST, Number((question.day || today()).slice(0, 4)) - 1);
  return { ...where, year, compare_to: year > FIRST ? year - 1 : undefined };
}

export const effects = {
  name: "effects",
  title: "effects.title",
  load: (question) => read(EFFECTS, asking(question)),
  draw({ year, compare_to: former, totals }, question) {
    const then = totals.compared;
    if (totals.reporting === 0 && !then?.reporting) return h("p", { class: "quiet" }, text("effects.none", { year }));
    const caption = text("effects.title");
    const both = then?.like_for_like;
    return [
      h("p", { class: "said" }, text("effects.summary", {
        year,
        reporting: number(totals.reporting),
        revenue: millions(totals.revenue),
        share: percentage(totals.export_share),
        jobs: number(totals.jobs),
      })),
      table({
        caption,
        rows: Object.entries(FIGURES).map(([name, figure]) => ({ name, ...figure })),
        kind: "effects",
        columns: [
          { label: text("effects.figure"), cell: (row) => text(`effects.${row.name}`) },
          { label: String(year), kind: "main", cell: (row) => row.write(totals[row.name]) },
          then && { label: String(former), cell: (row) => row.write(then[row.name]) },
          then && { label: text("effects.growth"), cell: (row) => (row.growth ? percentage(then[row.growth], true) : "") },
        ].filter(Boolean),
      }),
      both?.reporting > 0 &&
        h("p", { class: "after" }, text("effects.both", {
          reporting: number(both.reporting),
          revenue: percentage(both.revenue_growth, true),
          jobs: percentage(both.jobs_growth, true),
        })),
      downloads("effects", caption, EFFECTS, asking(question)),
    ];
  },
};
