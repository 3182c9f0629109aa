// The page from its parts: sign in, then panels that are kept up to date.

import { forget } from "./api.js";
import { board } from "./board.js";
import { controls, header } from "./controls.js";
import { h, replace } from "./dom.js";
import { follow, stop } from "./follow.js";
import { time } from "./format.js";
import { cohorts } from "./panels/cohorts.js";
import { coverage } from "./panels/coverage.js";
import { effects } from "./panels/effects.js";
import { expiring } from "./panels/expiring.js";
import { figures } from "./panels/figures.js";
import { funnel } from "./panels/funnel.js";
import { groups } from "./panels/groups.js";
import { places } from "./panels/places.js";
import { ranking } from "./panels/ranking.js";
import { scores } from "./panels/scores.js";
import { stars } from "./panels/stars.js";
import { targets } from "./panels/targets.js";
import { trend } from "./panels/trend.js";
import { types } from "./panels/types.js";
import { onQuestion, question } from "./question.js";
import { claims, onSession, signIn, signOut } from "./session.js";
import { text } from "./texts.js";

/** From what is held now to how it came about and what it brings; those that are not wide stand in pairs where there is room. */
const PANELS = [figures, places, stars, expiring, groups, types, trend, ranking, coverage, targets, funnel, cohorts, scores, effects];
/** Without it nothing here can be read. */
const PERMISSION = "statistics:read";

let shown = null;
const status = h("p", { class: "status", role: "status" });

function draw() {
  document.documentElement.lang = question().language;
  document.title = text("title");
  shown = board(PANELS, told);
  status.textContent = "";
  status.className = "status";
  replace(document.body, [
    header(status),
    h("main", { id: "main", tabindex: "-1" }, controls(), shown.element),
    h("footer", {}, text("footer")),
  ]);
  return follow(() => shown.refresh());
}

/** Only the controls, where another unit or day is asked for: panels keep what they show until the answer comes. */
function redraw() {
  const old = document.querySelector(".controls");
  const focused = old?.contains(document.activeElement) ? document.activeElement.id : "";
  old?.replaceWith(controls());
  if (focused) (document.getElementById(focused) ?? document.getElementById("main")).focus({ preventScroll: true });
  shown?.refresh();
}

/** Says how fresh the figures are. */
function told({ first, changed, offline, refused }) {
  const now = time(Date.now());
  const trouble = offline ? text("status.offline") : refused ? text("status.refused") : "";
  status.className = `status${trouble ? " trouble" : ""}`;
  const last = trouble ? status.dataset.last : now;
  const said = trouble
    ? text(last ? "status.since" : "status.never", { trouble, time: last })
    : changed && !first
      ? text("status.changed", { time: now })
      : text("status.current", { time: now });
  status.dataset.last = last ?? "";
  // What has not changed is not read out again: only the time moves, and that silently.
  const quiet = !trouble && !changed && !first;
  status.setAttribute("aria-live", quiet ? "off" : "polite");
  status.textContent = said;
}

/** The form; `why` says why it is there again. */
function ask(why) {
  stop();
  shown = null;
  forget();
  document.documentElement.lang = question().language;
  document.title = text("title");
  const trouble = h("p", { class: "failure", role: "alert" }, why);
  const field = (id, type, complete) =>
    h(
      "label",
      { for: id },
      h("span", {}, text(`sign-in.${id}`)),
      h("input", { id, name: id, type, autocomplete: complete, autocapitalize: "none", spellcheck: "false", required: true }),
    );
  const button = h("button", { type: "submit", class: "main" }, text("sign-in"));
  const form = h(
    "form",
    { class: "sign-in", onsubmit: submit },
    h("h2", {}, text("sign-in.title")),
    h("p", { class: "quiet" }, text("sign-in.for")),
    field("username", "text", "username"),
    field("password", "password", "current-password"),
    button,
    trouble,
  );
  replace(document.body, [header(null), h("main", { id: "main", tabindex: "-1", class: "door" }, form)]);
  form.querySelector("input").focus();

  async function submit(event) {
    event.preventDefault();
    button.disabled = true;
    trouble.textContent = "";
    try {
      await signIn(form.username.value, form.password.value);
    } catch (error) {
      trouble.textContent = error.message || text("unreachable");
      button.disabled = false;
    }
  }
}

onSession(async (why) => {
  if (!claims()) ask(why ? text(`sign-in.${why}`) : "");
  else if (claims().permissions.includes(PERMISSION)) draw();
  else {
    await signOut();
    ask(text("sign-in.no-statistics"));
  }
});

onQuestion((next, before) => {
  if (!claims()) ask("");
  else if (next.language !== before.language) draw();
  else redraw();
});

ask("");
