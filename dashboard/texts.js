// Every text of the page in the two languages.

import { en } from "./texts/en.js";
import { vi } from "./texts/vi.js";
import { question } from "./question.js";

const LANGUAGES = { vi, en };

/** The text `key` in the language of the page, with `{name}` replaced by what `values` holds. */
export function text(key, values = {}) {
  const found = LANGUAGES[question().language][key];
  if (found === undefined) throw new Error(`no text ${key}`);
  return found.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
