// A day typed by keyboard is another day with every key. It counts once the field is left or nothing more is typed:
// only then do forms that follow their fields hear of it. Enter sends them anyway; a day picked with the mouse counts
// at once.
const PAUSE = 1500;
let typed = null; // the field that keys were pressed in
let waiting = null; // the same, once its day is another one
let timer;

function settle() {
  clearTimeout(timer);
  const field = waiting;
  typed = waiting = null;
  if (field?.isConnected) field.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("keydown", ({ target, key }) => {
  if (!target.matches?.("input[type=date]")) return;
  clearTimeout(timer);
  typed = target;
  if (key === "Enter") waiting = null;
  if (waiting) timer = setTimeout(settle, PAUSE);
}, { capture: true });
document.addEventListener("change", (event) => {
  if (event.target !== typed) return;
  event.stopImmediatePropagation();
  waiting = typed;
  clearTimeout(timer);
  timer = setTimeout(settle, PAUSE);
}, { capture: true });
document.addEventListener("focusout", ({ target }) => { if (target === waiting) settle(); });
document.addEventListener("pointerdown", () => { typed = waiting; });
