// The indicator of new rural areas (nông thôn mới): communes with at least one valid product of three stars or more.

import { read, readAll } from "../api.js";
import { scrolling, table } from "../charts/table.js";
import { h } from "../dom.js";
import { number, percent } from "../format.js";
import { place } from "../question.js";
import { text } from "../texts.js";
import { meter } from "./targets.js";

export const coverage = {
  name: "coverage",
  title: "coverage.title",
  async load(question) {
    const where = place(question, question.day);
    const summary = await read("/api/v1/ntm/summary", where);
    // Many provinces are told as provinces, one by its communes.
    const missing =
      summary.provinces.length > 1
        ? null
        : (await readAll("/api/v1/ntm/communes", { ...where, met: false })).map((one) => one.name);
    return { provinces: summary.provinces, total: summary.total, missing };
  },
  draw({ provinces, total, missing }) {
    return [
      h("p", { class: "said" }, text("coverage.summary", {
        met: number(total.met),
        communes: number(total.communes),
        share: percent(total.met, total.communes),
      })),
      meter(text("coverage.all"), total.met, total.communes),
      meter(text("coverage.rural"), total.rural_met, total.rural),
      missing ? list(missing) : byProvince(provinces),
    ];
  },
};

const list = (names) =>
  h(
    "details",
    { id: "coverage-list" },
    h("summary", {}, text("coverage.missing", { count: number(names.length) })),
    h("ul", { class: "names" }, names.map((name) => h("li", {}, name))),
  );

function byProvince(provinces) {
  const share = (one) => one.met / Math.max(1, one.communes);
  const rows = [...provinces].sort((a, b) => share(b) - share(a) || a.name.localeCompare(b.name, "vi"));
  const caption = text("coverage.title");
  const columns = [
    { label: text("level.province.one"), cell: (one) => one.name },
    { label: text("coverage.met"), cell: (one) => number(one.met) },
    { label: text("coverage.communes"), cell: (one) => number(one.communes) },
    { label: text("share"), cell: (one) => percent(one.met, one.communes) },
  ];
  return h(
    "details",
    { id: "coverage-list" },
    h("summary", {}, text("coverage.provinces")),
    scrolling("coverage-table", caption, table({ caption, columns, rows })),
  );
}
