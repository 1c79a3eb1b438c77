// Charts draw the table beside them: <figure data-chart> holds a canvas and its table twin, and the table is the
// only source, so the two cannot disagree. A head cell with data-series="bar|line|step" becomes a series on
// axis data-axis="0|1"; a cell's data-value is its number (its text is what the tooltip says), data-low and
// data-high its interval, drawn as a band; a row whose head has data-partial is drawn pale. ECharts is loaded by the
// page before this module.
import { band, palette, plain, series } from "./charts/parts.js";

const drawn = new Map();

function read(figure) {
  const heads = [...figure.querySelectorAll("thead th[data-series]")];
  const rows = [...figure.querySelectorAll("tbody tr")];
  return heads.map((head) => ({
    name: head.textContent.trim(),
    kind: head.dataset.series,
    axis: Number(head.dataset.axis ?? 0),
    cells: rows.map((row) => row.cells[head.cellIndex]),
    labels: rows.map((row) => row.cells[0].dataset.label),
    heads: rows.map((row) => row.cells[0]),
  }));
}

function axes(columns, colours, figure) {
  const used = Math.max(...columns.map((column) => column.axis)) + 1;
  return Array.from({ length: used }, (_, index) => ({
    type: "value",
    min: ({ min }) => (min < 0 ? null : 0), // more given back than taken: the axis reaches below zero
    max: figure.dataset.max && index === 0 ? Number(figure.dataset.max) : null,
    minInterval: 1,
    axisLabel: { color: colours.muted, formatter: plain(figure.dataset.units?.split(",")[index] ?? "") },
    splitLine: { show: index === 0, lineStyle: { color: colours.line } },
  }));
}

function options(figure) {
  const columns = read(figure);
  const colours = palette(figure);
  const labels = columns[0].labels;
  const isBars = columns.some((column) => column.kind === "bar");
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: 8, top: 36, bottom: 12, containLabel: true },
    legend: { top: 0, left: 0, icon: "roundRect", itemWidth: 12, itemHeight: 8, textStyle: { color: colours.ink }, data: columns.map((c) => c.name) },
    tooltip: { trigger: "axis", confine: true, className: "chart-tip", formatter: (points) => tip(points[0].dataIndex, columns) },
    xAxis: { type: "category", data: labels, boundaryGap: isBars, axisLabel: { color: colours.muted, hideOverlap: true, ...(isBars ? {} : { alignMinLabel: "left", alignMaxLabel: "right" }) }, axisLine: { lineStyle: { color: colours.line } }, axisTick: { show: false } },
    yAxis: axes(columns, colours, figure),
    series: columns.flatMap((column, index) => [...band(column, colours.hues[index]), series(column, colours.hues[index])]),
  };
}

function tip(index, columns) {
  const box = document.createElement("div");
  const head = box.appendChild(document.createElement("strong"));
  head.textContent = columns[0].heads[index].textContent.trim();
  for (const column of columns) {
    const line = box.appendChild(document.createElement("div"));
    line.textContent = `${column.name}: ${column.cells[index].textContent.trim()}`;
  }
  return box;
}

function draw(figure) {
  const canvas = figure.querySelector("[data-canvas]");
  if (!window.echarts || !figure.querySelector("tbody tr")) return;
  drawn.get(figure)?.dispose();
  const chart = window.echarts.init(canvas, null, { renderer: "svg" });
  chart.setOption(options(figure));
  drawn.set(figure, chart);
}

const drawAll = () => document.querySelectorAll("figure[data-chart]").forEach(draw);

new ResizeObserver(() => drawn.forEach((chart) => chart.resize())).observe(document.body);
document.addEventListener("rapport:theme", drawAll);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
drawAll();
