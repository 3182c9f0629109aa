// Lines over time by uPlot. The canvas is for the eye; the panel's text and table say the same to everybody.

import { h } from "../dom.js";
import { number } from "../format.js";

const HEIGHT = 280;

/**
 * `times`: seconds since 1970; `series`: `{ label, values, color, dash?, mark?, width? }`. `period` writes a time as its period. The
 * chart follows the width of its place until it is removed from the page.
 */
export function lines({ times, series, period, label }) {
  const place = h("div", { class: "lines" });
  const style = getComputedStyle(document.documentElement);
  const ink = style.getPropertyValue("--muted");
  const axis = {
    stroke: ink,
    font: "12px system-ui, sans-serif",
    grid: { stroke: "#e3e6e1", width: 1 },
    ticks: { stroke: "#e3e6e1", width: 1, size: 4 },
  };
  const options = {
    width: 600,
    height: HEIGHT,
    // Marks of the legend are drawn like their lines, so colour is not all that tells them apart.
    legend: { live: true, markers: { width: 3, dash: (_, index) => series[index - 1]?.mark ?? "solid" } },
    cursor: { drag: { setScale: false, x: false, y: false }, points: { size: 7 } },
    scales: { x: { time: true }, y: { range: (_, least, most) => [0, Math.max(1, Math.ceil(most * 1.08))] } },
    axes: [
      { ...axis, space: 70, values: (_, marks) => marks.map(tick) },
      { ...axis, size: 56, values: (_, marks) => marks.map((mark) => (Number.isInteger(mark) ? number(mark) : "")) },
    ],
    series: [
      { label, value: (_, time) => (time === null ? "–" : period(time)) },
      ...series.map((one) => ({
        label: one.label,
        stroke: one.color,
        width: one.width ?? 2,
        dash: one.dash,
        points: { show: times.length < 40, size: 6, fill: one.color },
        value: (_, value) => (value === null || value === undefined ? "–" : number(value)),
      })),
    ],
  };
  const chart = new window.uPlot(options, [times, ...series.map((one) => one.values)], place);
  chart.root.querySelector("canvas").setAttribute("aria-hidden", "true");
  new ResizeObserver(([entry]) => {
    const width = Math.floor(entry.contentRect.width);
    if (width > 0 && width !== chart.width) chart.setSize({ width, height: HEIGHT });
  }).observe(place);
  return place;
}

/** Month and year, short in both languages. */
function tick(seconds) {
  const moment = new Date(seconds * 1000);
  return `${String(moment.getUTCMonth() + 1).padStart(2, "0")}/${moment.getUTCFullYear()}`;
}
