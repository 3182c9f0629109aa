// Who is signed in. Tokens stay in memory: they end with the tab, and nothing on the disk could leak them.

import { question } from "./question.js";

let tokens = null;
let refreshing = null;
const listeners = [];

/** The server did not answer: no network, or no server. */
export class Offline extends Error {}
/** Nobody is signed in any more. */
export class SignedOut extends Error {}
/** The API's answer where it is no success; `problem` is its problem document. */
export class Refused extends Error {
  constructor(status, problem, retryAfter) {
    super(problem.detail ?? problem.title ?? String(status));
    Object.assign(this, { status, problem, retryAfter });
  }
}

/** What the token says: role, unit, permissions; null where nobody is signed in. */
export const claims = () => tokens?.claims ?? null;

/** Calls `listener` when somebody signs in or out. */
export const onSession = (listener) => listeners.push(listener);

/** Signs in. */
export async function signIn(username, password) {
  const answer = await send("/api/v1/sessions", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ username, password }),
  });
  if (!answer.ok) throw await refusal(answer);
  keep(await answer.json(), username);
}

/** Signs out; the server forgets the session where it can be reached. */
export async function signOut() {
  await fetched("/api/v1/sessions/current", { method: "DELETE" }).catch(() => {});
  end("");
}

/** `fetch` as the person who is signed in; an access token that has run out is replaced once. Throws where nobody answers. */
export async function fetched(path, options = {}) {
  const used = tokens;
  if (!used) throw new SignedOut();
  const answer = await send(path, options, used.access);
  if (answer.status !== 401) return answer;
  await refresh(used);
  const again = await send(path, options, tokens?.access);
  if (again.status === 401) throw end("expired");
  return again;
}

/** The problem that an answer tells. */
export async function refusal(answer) {
  const problem = await answer.json().catch(() => ({}));
  return new Refused(answer.status, problem, Number(answer.headers.get("Retry-After")) || 0);
}

async function send(path, options, access) {
  const headers = { "Accept-Language": question().language, ...options.headers };
  if (access) headers.Authorization = `Bearer ${access}`;
  try {
    return await fetch(path, { cache: "no-store", ...options, headers });
  } catch (error) {
    if (options.signal?.aborted && options.signal.reason?.name !== "TimeoutError") throw error;
    throw new Offline();
  }
}

/** New tokens for old ones. A refresh token is good once, so whoever comes meanwhile waits for the same answer. */
function refresh(used) {
  if (tokens !== used) return Promise.resolve();
  refreshing ??= exchange(used).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function exchange(used) {
  const body = new URLSearchParams({ grant_type: "refresh_token", refresh_token: used.refresh });
  const answer = await send("/oauth2/token", { method: "POST", body });
  if (answer.status === 400 || answer.status === 401) throw end("expired");
  if (!answer.ok) throw await refusal(answer);
  keep(await answer.json(), used.username);
}

function keep(answer, username) {
  const begins = !tokens;
  const [, payload] = answer.access_token.split(".");
  const bytes = Uint8Array.from(atob(payload.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const said = JSON.parse(new TextDecoder().decode(bytes));
  tokens = {
    access: answer.access_token,
    refresh: answer.refresh_token,
    username,
    claims: { ...said, username, permissions: said.scope.split(" ") },
  };
  if (begins) for (const listener of listeners) listener("");
}

/** Ends the session here; `why` is `expired` where the person did not ask for it. */
function end(why) {
  if (tokens) {
    tokens = null;
    for (const listener of listeners) listener(why);
  }
  return new SignedOut();
}
