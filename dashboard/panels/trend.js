// Valid products over time.

import { read } from "../api.js";
import { lines } from "../charts/lines.js";
import { scrolling, table } from "../charts/table.js";
import { downloads } from "../download.js";
import { h } from "../dom.js";
import { number, today } from "../format.js";
import { ask, place } from "../question.js";
import { text } from "../texts.js";
import { CLASSES } from "./stars.js";
import { ofStars } from "./figures.js";

const SERIES = "/api/v1/statistics/series";
/** The first recognitions are of 2019. */
const FIRST = "2019-01-01";
/** Years that a step looks back. */
const BACK = { month: 3, quarter: 6, year: 10 };
const STEPS = Object.keys(BACK);
const LOOKS = {
  all: { color: "#1d2a24", width: 2.5 },
  three: { color: "#2f7d4f", dash: [2, 3], mark: "dotted" },
  four: { color: "#8a5a00", dash: [8, 4], mark: "dashed" },
  potential: { color: "#7a3fa0", dash: [10, 3, 2, 3], mark: "double" },
  five: { color: "#b3261e" },
};

function span({ day, step }) {
  const to = day || today();
  const from = `${Number(to.slice(0, 4)) - BACK[step]}${to.slice(4, 7)}-01`;
  return { from: from < FIRST ? FIRST : from, to };
}

const asking = (question) => {
  const { as_of: _, ...where } = place(question, "");
  return { ...where, measure: "valid", by: "stars", step: question.step, ...span(question) };
};

export const trend = {
  name: "trend",
  title: "trend.title",
  wide: true,
  load: (question) => read(SERIES, asking(question)),
  draw({ points }, question) {
    const counts = points.map((point) => ({
      period: point.period,
      time: Date.parse(`${point.to}T00:00:00Z`) / 1000,
      all: point.totals.products,
      ...Object.fromEntries(CLASSES.map((one) => [one.name, ofStars(point, one.stars, one.potential)])),
    }));
    const shown = ["all", ...CLASSES.map((one) => one.name).reverse()];
    const label = (name) => text(name === "all" ? "trend.all" : `stars.${name}`);
    const periods = new Map(counts.map((one) => [one.time, one.period]));
    const [first, last] = [counts.at(0), counts.at(-1)];
    return [
      steps(question),
      first && h("p", { class: "said" }, text("trend.summary", { from: first.period, first: number(first.all), to: last.period, last: number(last.all) })),
      lines({
        times: counts.map((one) => one.time),
        label: text("trend.period"),
        period: (time) => periods.get(time) ?? "–",
        // Classes that nobody held are in the table; their lines would lie on the axis.
        series: shown.filter((name) => name === "all" || counts.some((one) => one[name] > 0)).map((name) => ({ label: label(name), values: counts.map((one) => one[name]), ...LOOKS[name] })),
      }),
      h("details", { id: "trend-table" }, h("summary", {}, text("table")), numbers(counts, shown, label)),
      downloads("series", text("trend.title"), SERIES, asking(question)),
    ];
  },
};

function steps(question) {
  const choice = (step) =>
    h(
      "button",
      { type: "button", id: `step-${step}`, "aria-pressed": String(step === question.step), onclick: () => ask({ step }) },
      text(`step.${step}`),
    );
  return h("div", { class: "choices", role: "group", "aria-label": text("step") }, STEPS.map(choice));
}

const numbers = (counts, shown, label) =>
  scrolling(
    "trend-numbers",
    text("trend.title"),
    table({
      caption: text("trend.title"),
      rows: [...counts].reverse(),
      columns: [
        { label: text("trend.period"), cell: (one) => one.period },
        ...shown.map((name) => ({ label: label(name), cell: (one) => number(one[name]) })),
      ],
    }),
  );
