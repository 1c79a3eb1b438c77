// Toasts leave after ten seconds, not while someone points at them, reads them by keyboard or may still undo in another tab.
// Another module says: document.dispatchEvent(new CustomEvent("rapport:toast", {detail: {text, level}})).
const SECONDS = 10;
const region = document.getElementById("toasts");

function live(toast) {
  if (toast.dataset.live) return;
  toast.dataset.live = "yes";
  let timer;
  const start = () => { timer = setTimeout(() => toast.remove(), SECONDS * 1000); };
  const hold = () => clearTimeout(timer);
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, hold);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, () => { hold(); start(); });
  if (!["error", "warning"].includes(toast.dataset.level)) start();
}

function say({ text, level = "info" }) {
  const toast = document.createElement("div");
  toast.className = "toast-note";
  toast.dataset.toast = "";
  toast.dataset.level = level;
  const words = document.createElement("p");
  words.textContent = text;
  toast.append(words);
  region.append(toast);
}

if (region) {
  region.querySelectorAll("[data-toast]").forEach(live);
  new MutationObserver(() => region.querySelectorAll("[data-toast]").forEach(live)).observe(region, { childList: true });
  document.addEventListener("rapport:toast", (event) => say(event.detail));
  document.addEventListener("click", (event) => event.target.closest("[data-dismiss]")?.closest("[data-toast]")?.remove());
  const trouble = region.dataset.trouble;
  document.addEventListener("htmx:error", () => trouble && say({ text: trouble, level: "error" }));
}
