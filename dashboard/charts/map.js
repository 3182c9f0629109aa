// A map of points: today's communes as the ground, circles for the units that are counted. There are no borders in the data, and
// none are made up.

import { s } from "../dom.js";

const WIDTH = 520;
const HEIGHTS = { least: 360, most: 640 };
const MARGIN = 26;
const LARGEST = 26;

/**
 * `ground`: `[longitude, latitude]` of dots; `places`: `{ longitude, latitude, value, title, open?, onclick? }`, drawn with an
 * area by their value, hollow where it is 0; `names`: `{ longitude, latitude, text }`. `label` says the whole in words.
 */
export function map({ label, ground, places, names = [] }) {
  const project = projection([...ground, ...places.map((one) => [one.longitude, one.latitude])]);
  const most = Math.max(1, ...places.map((one) => one.value));
  const dots = ground.map((point) => {
    const [x, y] = project(point);
    return `M${x.toFixed(1)} ${y.toFixed(1)}h0`;
  });
  const circles = [...places].sort((a, b) => b.value - a.value).map((one) => {
    const [cx, cy] = project([one.longitude, one.latitude]).map((value) => value.toFixed(1));
    const r = one.value === 0 ? 3 : Math.max(5, LARGEST * Math.sqrt(one.value / most));
    const kind = `place${one.value === 0 ? " none" : ""}${one.onclick ? " leads" : ""}`;
    return s("circle", { cx, cy, r: r.toFixed(1), class: kind, onclick: one.onclick }, s("title", {}, one.title));
  });
  const words = names.map((one) => {
    const [x, y] = project([one.longitude, one.latitude]);
    return s("text", { x: x.toFixed(1), y: (y - 8).toFixed(1), class: "name" }, one.text);
  });
  return s(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${project.height}`, class: "map", role: "img", "aria-label": label },
    s("path", { d: dots.join(""), class: "ground" }),
    circles,
    words,
  );
}

/** Degrees to pixels: a degree of longitude is as long as it is at the middle of what is shown. */
function projection(points) {
  const [west, east] = span(points.map(([longitude]) => longitude));
  const [south, north] = span(points.map(([, latitude]) => latitude));
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const across = Math.max(0.05, (east - west) * narrow);
  const up = Math.max(0.05, north - south);
  const room = WIDTH - 2 * MARGIN;
  const scale = Math.min(room / across, (HEIGHTS.most - 2 * MARGIN) / up);
  const height = Math.max(HEIGHTS.least, Math.round(up * scale + 2 * MARGIN));
  const [left, top] = [(WIDTH - across * scale) / 2, (height - up * scale) / 2];
  const project = ([longitude, latitude]) => [
    left + (longitude - west) * narrow * scale,
    top + (north - latitude) * scale,
  ];
  return Object.assign(project, { height });
}

const span = (values) => values.reduce(([least, most], one) => [Math.min(least, one), Math.max(most, one)], [180, -180]);
