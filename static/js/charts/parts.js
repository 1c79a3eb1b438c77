// What a chart is made of: colours of the page, bands and series.
const number = (text) => (text === undefined || text === "" ? null : Number(text));

// A colour as the page resolves it (light-dark(), color-mix() and variables included), in a form every renderer reads.
function resolved(name, inside) {
  const probe = inside.appendChild(document.createElement("i"));
  probe.style.color = `var(${name})`;
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
  pen.fillStyle = getComputedStyle(probe).color;
  pen.fillRect(0, 0, 1, 1);
  probe.remove();
  const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
  return `rgb(${red},${green},${blue})`;
}

export function palette(inside) {
  const of = (name) => resolved(name, inside);
  return {
    ink: of("--color-base-content"),
    muted: of("--muted"),
    line: of("--line"),
    hues: ["--color-primary", "--color-accent", "--color-secondary", "--color-info"].map(of),
  };
}

// 12500 → 12.5k; a unit of "%", a currency sign and a minus go where they belong.
export function plain(unit) {
  return (value) => {
    const size = Math.abs(value);
    const short = (value < 0 ? "−" : "") + (unit === "%" ? "" : unit) + (size >= 1000 ? `${+(size / 1000).toFixed(1)}k` : +size.toFixed(2));
    return unit === "%" ? `${short} %` : short;
  };
}

// A day, week or month that is not whole is drawn pale: a low bar there is no fall.
const PALE = { itemStyle: { opacity: 0.4 } };

export function series(column, colour) {
  const bar = column.kind === "bar";
  const points = column.cells.map((cell, index) => ({ value: number(cell.dataset.value), ...("partial" in column.heads[index].dataset ? PALE : {}) }));
  return {
    name: column.name,
    type: bar ? "bar" : "line",
    step: column.kind === "step" ? "end" : false,
    yAxisIndex: column.axis,
    data: points,
    barMaxWidth: 28,
    itemStyle: { color: colour, borderRadius: bar ? [3, 3, 0, 0] : 0 },
    lineStyle: { width: 2 },
    symbol: column.kind === "step" ? "none" : "circle",
    symbolSize: 6,
    z: bar ? 2 : 3,
  };
}

// The interval, as an invisible floor with a tinted layer on top.
export function band(column, colour) {
  if (!column.cells.some((cell) => cell.dataset.low)) return [];
  const layer = (data, opacity) => ({
    type: "line",
    name: `${column.name} interval`,
    yAxisIndex: column.axis,
    stack: `band ${column.name}`,
    step: column.kind === "step" ? "end" : false,
    data,
    symbol: "none",
    silent: true,
    lineStyle: { opacity: 0 },
    itemStyle: { color: colour },
    areaStyle: { color: colour, opacity },
    z: 1,
  });
  const low = column.cells.map((cell) => number(cell.dataset.low));
  const high = column.cells.map((cell) => number(cell.dataset.high));
  return [layer(low, 0), layer(high.map((top, index) => (top === null ? null : top - low[index])), 0.16)];
}
