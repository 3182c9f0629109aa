// Where the products are: a map, and the table of the same units, which leads down to each.

import { bars } from "../charts/bars.js";
import { map } from "../charts/map.js";
import { lead, scrolling } from "../charts/table.js";
import { downloads } from "../download.js";
import { h } from "../dom.js";
import { number } from "../format.js";
import { ask } from "../question.js";
import { text } from "../texts.js";
import { below, reach, unit } from "../units.js";
import { asking, before, PRODUCTS, products } from "./figures.js";

/** The two archipelagos are far out and small: the map of the nation names them. */
const ISLANDS = [
  { longitude: 112.13, latitude: 16.57, text: "Hoàng Sa" },
  { longitude: 114.45, latitude: 9.71, text: "Trường Sa" },
];

/** What a unit is, before its name. */
const KIND = /^(Tỉnh|Thành phố|Quận|Huyện|Thị xã|Thị trấn|Phường|Xã|Đặc khu) /;

let ground = null;

export const places = {
  name: "places",
  title: "places.title",
  wide: true,
  async load(question) {
    ground ??= fetch(new URL("../communes.json", import.meta.url)).then((answer) => answer.json());
    ground.catch(() => {
      ground = null;
    });
    let units = await below(question);
    const down = units.length > 0;
    if (!down) units = [await unit(question.boundaries, question.unit || reach())];
    const level = units[0].level;
    const [now, then] = await Promise.all([products(question, level), before(question, level)]);
    const nation = !question.unit && !reach();
    return { units, level, down, now, then, nation, ground: nation ? await ground : [] };
  },
  draw({ units, level, down, now, then, nation, ground: dots }, question) {
    const counted = new Map(now.cells.map((cell) => [cell[level], cell]));
    const formerly = new Map(then?.cells.map((cell) => [cell[level], cell.products]));
    const rows = units.map((one) => ({
      unit: one,
      products: counted.get(one.code)?.products ?? 0,
      producers: counted.get(one.code)?.producers ?? 0,
      before: then && (formerly.get(one.code) ?? 0),
    }));
    rows.sort((a, b) => b.products - a.products || a.unit.name.localeCompare(b.unit.name, "vi"));
    const open = (one) => (down ? () => ask({ unit: one.code }) : undefined);
    const having = rows.filter((row) => row.products > 0).length;
    const said = text("places.summary", {
      units: text(`level.${level}`),
      having: number(having),
      all: number(rows.length),
      first: rows[0].unit.name,
      products: number(rows[0].products),
    });
    const drawing = map({
      label: `${text("places.map")}. ${said}`,
      ground: dots,
      names: nation ? ISLANDS : [],
      places: rows.map((row) => ({
        longitude: row.unit.longitude,
        latitude: row.unit.latitude,
        value: row.products,
        name: row.unit.name.replace(KIND, ""),
        title: `${row.unit.name}: ${number(row.products)}`,
        onclick: open(row.unit),
      })),
    });
    const caption = text("places.title");
    const table = bars({
      caption,
      head: text(`level.${level}.one`),
      rows: rows.map((row) => ({ ...row, kind: "plain", label: lead(`unit-${row.unit.code}`, row.unit.name, open(row.unit)) })),
      whole: now.totals.products,
      against: question.against,
    });
    return [
      h("p", { class: "said" }, said),
      h(
        "div",
        { class: "beside" },
        h("figure", {}, drawing, h("figcaption", {}, text("places.legend"))),
        scrolling("places-table", caption, table),
      ),
      downloads("places", caption, PRODUCTS, asking(question, level)),
    ];
  },
};
