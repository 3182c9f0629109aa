// The panels: what each asks for, when it is drawn anew, and what it tells when the API does not answer.

import { h, replace } from "./dom.js";
import { question } from "./question.js";
import { Offline, Refused, SignedOut } from "./session.js";
import { text } from "./texts.js";

/**
 * A board of `panels`: `{ name, title, wide?, load(question), draw(data, question) }`. `load` reads, `draw` makes elements of what
 * was read, and is called only where that has changed. `told` hears of each round: `{ changed, offline, refused }`.
 */
export function board(panels, told) {
  const views = panels.map((panel) => ({ panel, element: frame(panel), drawn: "" }));
  let running = false;
  let again = false;

  async function round() {
    const asked = question();
    const outcomes = await Promise.all(views.map((view) => show(view, asked)));
    const failed = outcomes.filter((one) => one instanceof Error);
    told({
      first: outcomes.some((one) => one === "first"),
      changed: outcomes.some((one) => one === "changed"),
      offline: failed.some((one) => one instanceof Offline),
      refused: failed.find((one) => one instanceof Refused),
    });
  }

  return {
    element: h("div", { class: "board" }, views.map((view) => view.element)),
    /** Reads everything; a call during a round leads to one more after it, so nothing that changed meanwhile is missed. */
    async refresh() {
      again = true;
      if (running) return;
      running = true;
      try {
        while (again) {
          again = false;
          await round();
        }
      } finally {
        running = false;
      }
    },
  };
}

function frame({ name, title, wide }) {
  const heading = `${name}-title`;
  return h(
    "section",
    { id: name, class: `panel${wide ? " wide" : ""}`, "aria-labelledby": heading, "aria-busy": "true" },
    h("h2", { id: heading }, text(title)),
    h("div", { class: "body" }, h("p", { class: "quiet" }, text("loading"))),
  );
}

/** Reads and draws one panel: `first`, `changed`, `same`, or the error that kept it from being read. */
async function show(view, asked) {
  const { panel, element } = view;
  const place = JSON.stringify(asked);
  const body = element.querySelector(".body");
  try {
    const data = await panel.load(asked);
    // The reader has gone on while this was read: the next round shows the other place.
    if (asked !== question()) return "same";
    const drawn = place + JSON.stringify(data);
    if (view.drawn === drawn && !view.failed) return "same";
    const outcome = view.place === place ? "changed" : "first";
    replace(body, [panel.draw(data, asked)].flat(Infinity).filter(Boolean));
    Object.assign(view, { drawn, place, failed: false });
    return outcome;
  } catch (error) {
    if (error instanceof SignedOut || asked !== question()) return "same";
    if (!(error instanceof Offline || error instanceof Refused)) console.error(error);
    // What is shown stays where it is still the answer to what is asked.
    if (view.place !== place) {
      replace(body, [h("p", { class: "failure" }, reason(error))]);
      Object.assign(view, { drawn: "", place: undefined, failed: true });
    }
    return error;
  } finally {
    element.setAttribute("aria-busy", "false");
  }
}

/** Why a panel is empty: what lies outside of what a person may see is not there for that person. */
function reason(error) {
  if (!(error instanceof Refused)) return text("unreachable");
  return [403, 404].includes(error.status) ? text("not-yours") : error.message;
}
