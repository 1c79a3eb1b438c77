// Ctrl-K or / searches, g then a letter goes, data-key="c" presses, ? lists them. Single keys can be turned off.
const PAUSE = 1200;
const store = "single-keys";
const on = () => localStorage.getItem(store) !== "off";
const typing = (target) => target.closest?.("input, textarea, select, [contenteditable], dialog[open]");
let going = 0;

document.addEventListener("keydown", (event) => {
  const search = document.querySelector("[data-search]");
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && search) {
    event.preventDefault();
    search.focus();
    search.select();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !on()) return;
  if (Date.now() - going < PAUSE) {
    going = 0;
    document.querySelector(`[data-goto="${CSS.escape(event.key)}"]`)?.click();
  } else if (event.key === "g") {
    going = Date.now();
  } else if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
  } else if (event.key === "?") {
    document.getElementById("keys")?.showModal();
  } else {
    document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
  }
});

for (const box of document.querySelectorAll("[data-single-keys]")) {
  box.checked = on();
  box.addEventListener("change", () => localStorage.setItem(store, box.checked ? "on" : "off"));
}
