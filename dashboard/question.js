// What the page shows: unit, boundaries, days, language, steps, product set. It lives in the address after `#`, so a link shows the
// same again and the browser's way back works; the server never sees it.

/** Language a page begins with. */
const DEFAULTS = { language: "vi", unit: "", boundaries: "current", day: "", against: "", step: "month", set: "" };
const ALLOWED = {
  language: /^(vi|en)$/,
  unit: /^(\d{2}|\d{3}|\d{5})$/,
  boundaries: /^(current|legacy)$/,
  day: /^\d{4}-\d{2}-\d{2}$/,
  against: /^\d{4}-\d{2}-\d{2}$/,
  step: /^(month|quarter|year)$/,
  set: /^([1-9]|1\d|2[0-6])$/,
};

let current = read();
const listeners = [];

/** What is asked now. */
export const question = () => current;

/** Calls `listener` after each change. */
export const onQuestion = (listener) => listeners.push(listener);

/** Changes what is asked; one step back in the browser undoes it. */
export function ask(change) {
  const next = { ...current, ...change };
  const said = Object.entries(next).filter(([name, value]) => value !== DEFAULTS[name]);
  location.hash = new URLSearchParams(said).toString();
}

/** Level of the unit asked for, or null. */
export const levelOf = (code) => ({ 2: "province", 3: "district", 5: "commune" })[code.length] ?? null;

/** The parameters that every figure takes. */
export function place({ unit, boundaries }, day) {
  return {
    unit: unit || undefined,
    level: unit ? levelOf(unit) : undefined,
    generation: boundaries === "legacy" ? "legacy" : undefined,
    as_of: day || undefined,
  };
}

function read() {
  const said = new URLSearchParams(location.hash.slice(1));
  const known = Object.keys(DEFAULTS).map((name) => {
    const value = said.get(name) ?? "";
    return [name, ALLOWED[name].test(value) ? value : DEFAULTS[name]];
  });
  return Object.fromEntries(known);
}

addEventListener("hashchange", () => {
  const before = current;
  current = read();
  for (const listener of listeners) listener(current, before);
});
