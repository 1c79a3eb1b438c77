// On the calendar page: t today, left and right the days beside, n a new booking, up and down through the visits.
// Single keys obey the same switch as everywhere (keys.js); a text field or an open dialog keeps its keys.
const on = () => localStorage.getItem("single-keys") !== "off";
const busy = (target) => target.closest?.("input, textarea, select, [contenteditable], dialog[open]");
const DAYS = { t: "today", ArrowLeft: "before", ArrowRight: "after" };

function walk(step) {
  const rows = [...document.querySelectorAll("[data-row], a.evt[data-visit]")].filter((row) => row.offsetParent);
  const at = rows.indexOf(document.activeElement);
  rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + step))]?.focus();
  return rows.length > 0;
}

export function keysOfTheDay() {
  let going = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || busy(event.target) || !on()) return;
    if (!document.querySelector("[data-day-tools]")) return;
    if (event.key === "g") { going = Date.now(); return; }
    if (Date.now() - going < 1200) { going = 0; return; } // g then t is another place
    if (DAYS[event.key]) {
      event.preventDefault();
      document.querySelector(`[data-day-tools] [data-step="${DAYS[event.key]}"]`)?.click();
    } else if (event.key === "n") {
      document.querySelector('[data-key="c"]')?.click();
    } else if (/^Arrow(Down|Up)$/.test(event.key) && !event.target.matches(".ec-main")) {
      if (walk(event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
    }
  });
}
