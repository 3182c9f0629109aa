// The figures of a panel as a file: the same question to the API, in another format.

import { address } from "./api.js";
import { h } from "./dom.js";
import { fetched, refusal } from "./session.js";
import { text } from "./texts.js";

const FORMATS = {
  csv: "text/csv",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/** Buttons that download the answer of `path`; `name` begins the file's name, `label` says what it holds. */
export function downloads(name, label, path, parameters) {
  const button = (format) =>
    h(
      "button",
      {
        type: "button",
        id: `${name}-${format}`,
        class: "download",
        "aria-label": text("download.label", { what: label, format: format.toUpperCase() }),
        onclick: (event) => download(event.currentTarget, `${name}.${format}`, FORMATS[format], address(path, parameters)),
      },
      format.toUpperCase(),
    );
  return h("p", { class: "downloads" }, h("span", {}, text("download")), button("csv"), button("xlsx"));
}

async function download(button, file, accept, url) {
  const told = button.parentElement;
  told.querySelector("[role=alert]")?.remove();
  button.disabled = true;
  try {
    const answer = await fetched(url, { headers: { Accept: accept } });
    if (!answer.ok) throw await refusal(answer);
    const link = h("a", { href: URL.createObjectURL(await answer.blob()), download: file });
    link.click();
    URL.revokeObjectURL(link.href);
  } catch (error) {
    told.append(h("span", { role: "alert" }, text("download.failed", { why: error.message })));
  } finally {
    button.disabled = false;
    button.focus();
  }
}
