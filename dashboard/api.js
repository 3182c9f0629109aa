// Reads of the API as polls: each answer is kept with its `ETag`, and asked for again with `If-None-Match`.

import { question } from "./question.js";
import { fetched, refusal } from "./session.js";

/** No answer takes longer, in milliseconds. */
const LONGEST = 30_000;
/** Answers kept; the oldest goes first. */
const KEPT = 200;

const kept = new Map();
const running = new Map();

/** The address of `path` with the parameters that have a value. */
export function address(path, parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(given).toString();
  return query ? `${path}?${query}` : path;
}

/** The JSON at `path`: the same object as before where nothing has changed. Who asks meanwhile gets the same answer. */
export function read(path, parameters) {
  const url = address(path, parameters);
  const key = `${question().language} ${url}`;
  if (!running.has(key)) running.set(key, poll(url, key).finally(() => running.delete(key)));
  return running.get(key);
}

/** All entries of a list, page by page. */
export async function readAll(path, parameters) {
  const items = [];
  let cursor;
  do {
    const page = await read(path, { ...parameters, page_size: 500, cursor });
    items.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor);
  return items;
}

/** Forgets everything, for the next person. */
export const forget = () => kept.clear();

async function poll(url, key) {
  const known = kept.get(key);
  const headers = { Accept: "application/json" };
  if (known?.etag) headers["If-None-Match"] = known.etag;
  const answer = await fetched(url, { headers, signal: AbortSignal.timeout(LONGEST) });
  if (answer.status === 304) return known.value;
  if (!answer.ok) throw await refusal(answer);
  const text = await answer.text();
  const value = known?.text === text ? known.value : JSON.parse(text);
  kept.delete(key);
  kept.set(key, { etag: answer.headers.get("ETag"), text, value });
  if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  return value;
}
