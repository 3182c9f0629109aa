// What became of the certificates of each programme year: in force, renewed, upgraded, lapsed.

import { read } from "../api.js";
import { scrolling, table } from "../charts/table.js";
import { downloads } from "../download.js";
import { h } from "../dom.js";
import { number } from "../format.js";
import { place } from "../question.js";
import { text } from "../texts.js";

const COHORTS = "/api/v1/statistics/cohorts";
/** What is shown of the fates, each the sum of some; together they are all that was issued. */
const FATES = {
  in_force: ["valid", "awaiting_renewal", "extended"],
  renewed: ["renewed"],
  upgraded: ["upgraded"],
  replaced: ["replaced"],
  lapsed: ["lapsed"],
  revoked: ["revoked"],
};
/** Fates that have a column only where a certificate has them. */
const RARE = ["replaced", "revoked"];

const asking = (question) => ({ ...place(question, question.day), by: "year" });
const sum = (fates, name) => FATES[name].reduce((all, one) => all + fates[one], 0);

export const cohorts = {
  name: "cohorts",
  title: "cohorts.title",
  load: (question) => read(COHORTS, asking(question)),
  draw({ cells, totals }, question) {
    if (totals.issued === 0) return h("p", { class: "quiet" }, text("cohorts.none"));
    const shown = Object.keys(FATES).filter((name) => !RARE.includes(name) || sum(totals, name) > 0);
    const rows = [...cells].sort((a, b) => b.year - a.year);
    const caption = text("cohorts.title");
    const counts = Object.fromEntries(shown.map((name) => [name, number(sum(totals, name))]));
    return [
      h("p", { class: "said" }, text("cohorts.summary", { ...counts, issued: number(totals.issued) })),
      scrolling(
        "cohorts-table",
        caption,
        table({
          caption,
          rows,
          kind: "cohorts",
          columns: [
            { label: text("cohorts.year"), cell: (one) => String(one.year ?? text("unknown")) },
            { label: text("cohorts.issued"), cell: (one) => number(one.issued) },
            ...shown.map((name) => ({ label: [key(name), text(`cohorts.${name}`)], cell: (one) => number(sum(one, name)) })),
            { label: h("span", { class: "unseen" }, text("cohorts.parts")), kind: "parts", cell: (one) => parts(one, shown) },
          ],
        }),
      ),
      downloads("cohorts", caption, COHORTS, asking(question)),
    ];
  },
};

const key = (name) => h("span", { class: `key ${name}`, "aria-hidden": "true" });

/** The cohort as one bar; its numbers stand in the row. */
const parts = (cohort, shown) =>
  h(
    "span",
    { class: "stack", "aria-hidden": "true" },
    shown
      .filter((name) => sum(cohort, name) > 0)
      .map((name) => h("span", { class: name, style: { "flex-grow": String(sum(cohort, name)) } })),
  );
