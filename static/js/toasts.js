// Toasts leave after ten seconds, not while someone points at them, reads them by keyboard or may still undo in another tab.
// Another module says: document.dispatchEvent(new CustomEvent("rapport:toast", {detail: {text, level}})), or hands over
// the {notes} of an answer it fetched; without a text it is that something went wrong. A note with data-once is there once. While a dialog is open they stand in it,
// because what is behind it can neither be read nor clicked.
const SECONDS = 10;
const REFUSED = [403, 404, 405, 429]; // answers with a page of their own, which is no part of this one
const region = document.getElementById("toasts");

function live(toast) {
  if (toast.dataset.live) return;
  const { once } = toast.dataset;
  if (once && region.querySelector(`[data-live][data-once="${once}"]`)) return toast.remove();
  toast.dataset.live = "yes";
  let timer;
  const start = () => { timer = setTimeout(() => toast.remove(), SECONDS * 1000); };
  const hold = () => clearTimeout(timer);
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, hold);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, () => { hold(); start(); });
  if (!["error", "warning"].includes(toast.dataset.level)) start();
}

function say({ text = region.dataset.trouble, level = "info", once = "", notes }) {
  if (notes) return region.append(...new DOMParser().parseFromString(notes, "text/html").querySelectorAll("[data-toast]"));
  const toast = document.createElement("div");
  toast.className = "toast-note";
  toast.dataset.toast = "";
  toast.dataset.level = level;
  if (once) toast.dataset.once = once;
  const [words, leave] = [document.createElement("p"), document.createElement("button")];
  words.className = "min-w-0 flex-1";
  words.textContent = text;
  leave.type = "button";
  leave.dataset.dismiss = "";
  leave.setAttribute("aria-label", region.dataset.dismissLabel);
  leave.textContent = "×";
  toast.append(words, leave);
  region.append(toast);
}

function stand(place = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.body) {
  if (region.parentElement !== place) place.append(region);
}

function arrive() {
  region.querySelectorAll("[data-toast]").forEach(live);
  if (region.childElementCount) stand();
}

if (region) {
  arrive();
  new MutationObserver(arrive).observe(region, { childList: true });
  document.addEventListener("close", () => stand(), { capture: true });
  document.addEventListener("htmx:before:swap", () => stand(document.body));
  document.addEventListener("htmx:after:swap", arrive);
  // Who comes back to this tab may have signed in in another one; if not, the next answer says so again.
  document.addEventListener("visibilitychange", () => !document.hidden && region.querySelector("[data-once]")?.remove());
  document.addEventListener("rapport:toast", (event) => say(event.detail));
  document.addEventListener("click", (event) => event.target.closest("[data-dismiss]")?.closest("[data-toast]")?.remove());
  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx } = event.detail;
    if (!REFUSED.includes(ctx.response?.status) || ctx.hx.reswap || ctx.text.includes("hx-swap-oob")) return;
    event.preventDefault();
    say({ level: "error", once: "trouble" });
  });
  document.addEventListener("htmx:error", ({ detail }) => detail.ctx && say({ level: "error", once: "trouble" }));
}
