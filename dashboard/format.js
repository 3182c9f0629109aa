// Numbers and days as the reader writes them. Figures are whole numbers; a share is worked out in whole numbers too.

import { question } from "./question.js";

const LOCALES = { vi: "vi-VN", en: "en-GB" };
const locale = () => LOCALES[question().language];

/** A count. */
export const number = (value) => new Intl.NumberFormat(locale()).format(value);

/** A difference with its sign. */
export const difference = (value) =>
  new Intl.NumberFormat(locale(), { signDisplay: "exceptZero" }).format(value).replace("-", "−");

/** `part` of `whole` in percent with one decimal, rounded half up; a dash where there is no whole. */
export function percent(part, whole) {
  if (!whole) return "–";
  const tenths = Math.floor((2000 * part + whole) / (2 * whole));
  return percentage(`${Math.floor(tenths / 10)}.${tenths % 10}`);
}

/** A decimal of the API, such as `-3.5`, in the reader's writing; a dash where there is none. */
export function decimal(written) {
  if (written === null || written === undefined) return "–";
  const [, sign, whole, fraction] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(written);
  const separator = question().language === "vi" ? "," : ".";
  return `${sign && "−"}${number(BigInt(whole))}${fraction ? separator + fraction : ""}`;
}

/** A percentage of the API; `signed` for a change, whose rise has a sign too. */
export function percentage(written, signed = false) {
  const said = decimal(written);
  if (said === "–") return said;
  return `${signed && /^[^-]*[1-9]/.test(written) ? "+" : ""}${said}\u00a0%`;
}

/** An amount in whole đồng as whole millions of đồng, rounded half up. */
export const millions = (dong) => number((BigInt(dong) + 500_000n) / 1_000_000n);

/** A day given as `2026-11-24`. */
export function day(iso) {
  const [year, month, date] = iso.split("-").map(Number);
  const style = question().language === "vi" ? "2-digit" : "short";
  const format = { day: "2-digit", month: style, year: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(locale(), format).format(Date.UTC(year, month - 1, date));
}

/** The time of day of a moment. */
export const time = (moment) =>
  new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(moment);

/** The day in Việt Nam at a moment, as `2026-11-24`. */
export const today = (moment = Date.now()) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Ho_Chi_Minh" }).format(moment);
