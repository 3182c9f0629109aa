// News of the statistics: a stream of versions where the server has one, otherwise a poll now and then; nothing while the tab is
// hidden.

import { fetched } from "./session.js";

const VERSIONS = "/api/v1/statistics/versions";
/** Between two polls without a stream, in milliseconds; then a stream is tried again. */
const POLL = 10_000;
/** Before the next stream where one has ended in order, as when the server stops. */
const AFTER_A_STREAM = 1_000;
/** A stream that says nothing for so long, not even its heartbeat, is dead. */
const SILENCE = 60_000;
/** Dossiers, reports and targets raise no version: beside a stream their figures are asked for so often. */
const UNTOLD = 30_000;

let ended = null;

/** Calls `news` now, at each new version and whenever something may have been missed, until {@link stop}. */
export async function follow(news) {
  stop();
  const mine = new AbortController();
  const { signal } = mine;
  ended = mine;
  while (!signal.aborted) {
    await visible(signal);
    if (signal.aborted) return;
    news();
    const streamed = await stream(news, signal).catch(() => false);
    if (!signal.aborted && !document.hidden) await pause(streamed ? AFTER_A_STREAM : POLL, signal);
  }
}

/** Ends following. */
export function stop() {
  ended?.abort();
  ended = null;
}

/**
 * Calls `news` at each new version, and now and then, until the stream ends; false where the server has none, or no place for one
 * more.
 */
async function stream(news, signal) {
  let version = null;
  const closed = new AbortController();
  const close = () => closed.abort();
  const hidden = () => document.hidden && close();
  signal.addEventListener("abort", close);
  document.addEventListener("visibilitychange", hidden);
  addEventListener("offline", close);
  let watch = setTimeout(close, SILENCE);
  let look = setTimeout(again, UNTOLD);
  function again() {
    news();
    look = setTimeout(again, UNTOLD);
  }
  try {
    const answer = await fetched(VERSIONS, { headers: { Accept: "text/event-stream" }, signal: closed.signal });
    if (!answer.ok || !answer.body) return false;
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ""; ; ) {
      const { done, value } = await reader.read();
      if (done) return true;
      clearTimeout(watch);
      watch = setTimeout(close, SILENCE);
      const events = (rest + value).split("\n\n");
      rest = events.pop();
      for (const event of events) {
        const data = /^data: ?(.*)$/m.exec(event);
        const said = data && JSON.parse(data[1]).version;
        if (data && said !== version) news();
        version = data ? said : version;
      }
    }
  } finally {
    clearTimeout(watch);
    clearTimeout(look);
    signal.removeEventListener("abort", close);
    document.removeEventListener("visibilitychange", hidden);
    removeEventListener("offline", close);
  }
}

/** Resolves once the tab is seen. */
function visible(signal) {
  return until(signal, (resolve) => {
    const look = () => !document.hidden && resolve();
    document.addEventListener("visibilitychange", look);
    look();
    return () => document.removeEventListener("visibilitychange", look);
  });
}

/** Resolves after so many milliseconds, or when the tab is hidden or the network comes back. */
function pause(milliseconds, signal) {
  return until(signal, (resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    addEventListener("online", resolve);
    document.addEventListener("visibilitychange", resolve);
    return () => {
      clearTimeout(timer);
      removeEventListener("online", resolve);
      document.removeEventListener("visibilitychange", resolve);
    };
  });
}

/** Waits for what `begin` resolves, or for the end; tidies up with what `begin` returns. */
async function until(signal, begin) {
  let tidy = () => {};
  await new Promise((resolve) => {
    signal.addEventListener("abort", resolve, { once: true });
    if (signal.aborted) resolve();
    else tidy = begin(resolve);
  });
  tidy();
}
