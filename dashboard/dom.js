// Elements from values. Nothing here takes HTML, so what the API says stays text.

const SVG = "http://www.w3.org/2000/svg";

/** An HTML element: `on…` attributes are listeners, `style` an object of properties, true stands for a bare attribute. */
export const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);

/** An SVG element. */
export const s = (tag, attributes, ...children) =>
  fill(document.createElementNS(SVG, tag), attributes, children);

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [key, to] of Object.entries(value)) element.style.setProperty(key, to);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Puts `children` into `parent`; what had the keyboard, was open or was scrolled stays so where it is still there. */
export function replace(parent, children) {
  const focused = parent.contains(document.activeElement) ? document.activeElement.id : "";
  const opened = [...parent.querySelectorAll("details[open][id]")].map((one) => one.id);
  const scrolled = [...parent.querySelectorAll("[data-scrolls][id]")].map((one) => [one.id, one.scrollTop]);
  parent.replaceChildren(...children);
  const within = (id) => parent.querySelector(`#${CSS.escape(id)}`);
  for (const id of opened) within(id)?.setAttribute("open", "");
  for (const [id, top] of scrolled) {
    const one = within(id);
    if (one) one.scrollTop = top;
  }
  if (focused) within(focused)?.focus({ preventScroll: true });
}
