// Administrative units as the page needs them: where the reader begins, the way down, the names.

import { read, readAll } from "./api.js";
import { levelOf } from "./question.js";
import { claims } from "./session.js";

const UNITS = "/api/v1/administrative-units";

/** One unit. */
export const unit = (boundaries, code) => read(`${UNITS}/${boundaries}/${levelOf(code)}/${code}`);

/** Code of the unit that bounds what the person may see; null for the nation. */
export const reach = () => claims()?.unit ?? null;

/** The units one step below what is asked for, by code: those that the map and the table show. */
export async function below({ unit: code, boundaries }) {
  if (!code) return belowReach(boundaries);
  const level = { province: boundaries === "legacy" ? "district" : "commune", district: "commune" }[levelOf(code)];
  return level ? listed(boundaries, level, code) : [];
}

/** Former units are shown where their records are counted today, as the figures are. */
async function belowReach(boundaries) {
  const code = reach();
  if (!code) return listed(boundaries, "province");
  if (boundaries === "current") return levelOf(code) === "province" ? listed(boundaries, "commune", code) : [];
  const { items } = await read(`${UNITS}/current/${levelOf(code)}/${code}/predecessors`);
  return items.filter((one) => one.is_default && one.level === levelOf(code));
}

const listed = (generation, level, parent) => readAll(UNITS, { generation, level, parent });

/** The units from the top of what the person may see down to the one asked for. */
export async function way({ unit: code, boundaries }) {
  const top = reach();
  const found = [];
  for (let next = code; next && !(boundaries === "current" && next === top); ) {
    const one = await unit(boundaries, next);
    found.unshift(one);
    next = one.parent_code;
  }
  const begins = top ? await unit("current", top) : null;
  return { begins, found };
}
