// A map of points: today's communes as the ground, circles for the units that are counted. There are no borders in the data, and
// none are made up.

import { s } from "../dom.js";

const WIDTH = 520;
const HEIGHTS = { least: 360, most: 640 };
const MARGIN = 26;
const LARGEST = 24;
/** So many places are named, those with most first, where there is room for a name of this height and width of a letter. */
const NAMED = { places: 7, height: 16, letter: 7.6 };

/**
 * `ground`: `[longitude, latitude]` of dots; `places`: `{ longitude, latitude, value, name, title, onclick? }`, drawn with an area
 * by their value, hollow where it is 0; `names`: `{ longitude, latitude, text }`. `label` says the whole in words.
 */
export function map({ label, ground, places, names = [] }) {
  const project = projection([...ground, ...places.map((one) => [one.longitude, one.latitude])]);
  const most = Math.max(1, ...places.map((one) => one.value));
  const dots = ground.map((point) => {
    const [x, y] = project(point);
    return `M${x.toFixed(1)} ${y.toFixed(1)}h0`;
  });
  const discs = [...places]
    .sort((a, b) => b.value - a.value)
    .map((one) => {
      const [x, y] = project([one.longitude, one.latitude]);
      return { ...one, x, y, r: one.value === 0 ? 3 : Math.max(5, LARGEST * Math.sqrt(one.value / most)) };
    });
  const circles = discs.map(({ x, y, r, value, title, onclick }) => {
    const kind = `place${value === 0 ? " none" : ""}${onclick ? " leads" : ""}`;
    const at = { cx: x.toFixed(1), cy: y.toFixed(1), r: r.toFixed(1) };
    return s("circle", { ...at, class: kind, onclick }, s("title", {}, title));
  });
  const named = labels(discs.filter((one) => one.value > 0).slice(0, NAMED.places), project.height);
  const words = names.map((one) => {
    const [x, y] = project([one.longitude, one.latitude]);
    return s("text", { x: x.toFixed(1), y: (y - 8).toFixed(1), class: "name" }, one.text);
  });
  return s(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${project.height}`, class: "map", role: "img", "aria-label": label },
    s("path", { d: dots.join(""), class: "ground" }),
    circles,
    named,
    words,
  );
}

/** Names beside their discs, below, above, right or left, wherever no name is yet. */
function labels(discs, height) {
  const taken = [];
  const free = ([x, y, width]) =>
    x > 0 && x + width < WIDTH && y - NAMED.height > 0 && y < height &&
    taken.every(([left, base, length]) => x > left + length || x + width < left || Math.abs(y - base) > NAMED.height);
  return discs.map(({ x, y, r, name }) => {
    const width = name.length * NAMED.letter;
    const places = [
      [x - width / 2, y + r + NAMED.height - 2, width],
      [x - width / 2, y - r - 5, width],
      [x + r + 4, y + 5, width],
      [x - r - 4 - width, y + 5, width],
    ];
    const place = places.find(free);
    if (!place) return null;
    taken.push(place);
    const [left, base] = place;
    return s("text", { x: (left + width / 2).toFixed(1), y: base.toFixed(1), class: "name place-name" }, name);
  });
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
