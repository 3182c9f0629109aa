// What surrounds the panels: the header, the way to the unit, boundaries and days, and how fresh the figures are.

import { h, replace } from "./dom.js";
import { today } from "./format.js";
import { ask, question } from "./question.js";
import { claims, signOut } from "./session.js";
import { text } from "./texts.js";
import { way } from "./units.js";

/** The header, with `status` in it. */
export function header(status) {
  const person = claims();
  return h(
    "header",
    { class: "top" },
    h("a", { class: "skip", href: "#main", onclick: skip }, text("skip")),
    h("div", { class: "brand" }, h("span", { class: "star", "aria-hidden": "true" }, "★"), h("h1", {}, text("title"))),
    status,
    h(
      "div",
      { class: "person" },
      languages(),
      person && h("span", { class: "who" }, person.username),
      person && h("button", { type: "button", id: "sign-out", onclick: signOut }, text("sign-out")),
    ),
  );
}

/** To the figures, without touching the address. */
function skip(event) {
  event.preventDefault();
  document.getElementById("main").focus();
}

function languages() {
  const choice = (language, name) =>
    h(
      "button",
      {
        type: "button",
        id: `language-${language}`,
        lang: language,
        "aria-pressed": String(question().language === language),
        onclick: () => ask({ language }),
      },
      name,
    );
  return h(
    "div",
    { class: "choices", role: "group", "aria-label": text("language") },
    choice("vi", "Tiếng Việt"),
    choice("en", "English"),
  );
}

/** The controls of what is asked. */
export function controls() {
  const asked = question();
  const boundary = (value) =>
    h(
      "button",
      {
        type: "button",
        id: `boundaries-${value}`,
        "aria-pressed": String(asked.boundaries === value),
        // A unit is of one side of the reform: its code may be another's on the other side.
        onclick: () => ask({ boundaries: value, unit: "" }),
      },
      text(`boundaries.${value}`),
    );
  const now = today();
  const date = (name, value) =>
    h(
      "label",
      { class: "date" },
      h("span", {}, text(`control.${name}`)),
      h("input", {
        type: "date",
        id: `control-${name}`,
        value,
        min: "2018-01-01",
        max: now,
        onchange: ({ target }) =>
          target.checkValidity() && ask({ [name]: name === "day" && target.value === now ? "" : target.value }),
      }),
    );
  const path = h("nav", { class: "way", "aria-label": text("way") });
  describe(path);
  return h(
    "div",
    { class: "controls" },
    path,
    h(
      "div",
      { class: "questions" },
      h("div", { class: "choices", role: "group", "aria-label": text("boundaries") }, boundary("current"), boundary("legacy")),
      date("day", asked.day || now),
      date("against", asked.against),
      (asked.day || asked.against) &&
        h("button", { type: "button", id: "control-today", onclick: () => ask({ day: "", against: "" }) }, text("control.today")),
    ),
  );
}

/** Writes the units from the top down to the one asked for. */
async function describe(path) {
  const asked = question();
  const { begins, found } = await way(asked).catch(() => ({ begins: null, found: [] }));
  const top = { code: "", name: begins?.name ?? text("nation") };
  const steps = [top, ...found.map((one) => ({ code: one.code, name: one.name }))];
  const items = steps.map((one, index) =>
    h(
      "li",
      {},
      index === steps.length - 1
        ? h("span", { "aria-current": "page" }, one.name)
        : h("button", { type: "button", class: "lead", id: `way-${index}`, onclick: () => ask({ unit: one.code }) }, one.name),
    ),
  );
  if (asked === question()) {
    replace(path, [h("ol", {}, items)]);
    document.title = `${steps.at(-1).name} · ${text("title")}`;
  }
}
