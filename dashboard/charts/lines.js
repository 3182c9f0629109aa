// Lines over time by uPlot. The canvas is for the eye; the panel's text and table say the same to everybody.

import { h } from "../dom.js";
import { number } from "../format.js";
import { question } from "../question.js";

const HEIGHT = 280;

/**
 * `times`: seconds since 1970; `series`: `{ label, values, color, dash?, width? }`. `period` writes a time as its period. The
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
    legend: { live: true },
    cursor: { drag: { setScale: false, x: false, y: false }, points: { size: 7 } },
    scales: { x: { time: true }, y: { range: (_, least, most) => [0, Math.max(1, Math.ceil(most * 1.08))] } },
    axes: [
      { ...axis, values: (_, marks) => marks.map((mark) => tick(mark)) },
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

function tick(seconds) {
  const locale = question().language === "vi" ? "vi-VN" : "en-GB";
  return new Intl.DateTimeFormat(locale, { month: "2-digit", year: "numeric", timeZone: "UTC" }).format(seconds * 1000);
}
