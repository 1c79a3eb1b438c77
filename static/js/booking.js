// "New booking" opens in a dialog on any page, a visit in a panel where the page has one; without a script both are pages.
const overlay = document.getElementById("overlay");
const modified = (event) => event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button > 0;

const wishes = new WeakMap(); // dialog: what it was last asked to show

// A dialog opens with what was asked for, or not at all: never with what it showed before.
async function fill(dialog, url) {
  const body = document.getElementById(`${dialog.id}-body`);
  const wish = { isHere: false, isExplained: false };
  wishes.set(dialog, wish);
  if (!dialog.open) body.replaceChildren();
  body.setAttribute("hx-sync", "replace");
  body.setAttribute("aria-busy", "true");
  await window.htmx.ajax("GET", url, { source: body, target: body, swap: "innerHTML", wish });
  if (wishes.get(dialog) !== wish) return;
  body.removeAttribute("aria-busy");
  if (!wish.isHere) return forget(dialog, wish);
  if (!dialog.open) dialog.showModal();
  body.querySelector("[autofocus]")?.focus();
}

// Who waits for the dialog to be closed hears of it, too: a card that was dropped goes back.
function forget(dialog, { isExplained }) {
  if (!isExplained) document.dispatchEvent(new CustomEvent("rapport:toast", { detail: { level: "error", once: "trouble" } }));
  if (!dialog.open) dialog.dispatchEvent(new Event("close"));
}

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  if (!ctx.wish) return;
  ctx.wish.isHere = ctx.response.status < 400;
  ctx.wish.isExplained = Boolean(ctx.hx.reswap);
  if (!ctx.wish.isHere && !ctx.wish.isExplained) event.preventDefault();
});
document.addEventListener("htmx:error", ({ detail: { ctx } }) => { if (ctx?.wish) ctx.wish.isExplained = true; });

if (overlay) {
  document.addEventListener("rapport:book", ({ detail }) => fill(overlay, detail.url));
  document.addEventListener("rapport:overlay", ({ detail }) => fill(overlay, detail.url));
  document.addEventListener("click", (event) => {
    if (modified(event)) return;
    const link = event.target.closest("a[data-book], a[data-key='c'], a[data-overlay]");
    const visit = event.target.closest("a[data-visit]");
    const panel = document.getElementById("visit");
    if (link) {
      event.preventDefault();
      fill(overlay, link.href);
    } else if (visit && panel) {
      event.preventDefault();
      fill(panel, visit.href);
    }
  });
  // One click on a card or a list: the step is taken, the toast offers the way back.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-take-step]");
    if (!button) return;
    const { url, seen, takeStep: verb } = button.dataset;
    button.disabled = true;
    await window.htmx.ajax("POST", url, { values: { verb, seen }, swap: "none", target: document.body });
    button.disabled = false;
  });
}

// Forms that look things up while somebody fills them in: data-look asks anew for the part named by data-looks,
// data-rewrites for the whole form. Without a script a button does the same.
let pause;
function look(form) {
  const part = form.dataset.looks;
  return window.htmx.ajax("POST", form.action, { source: form, target: part, select: part, swap: "outerHTML" });
}
document.addEventListener("input", ({ target }) => {
  if (target.type === "search" && target.matches("[data-look]")) {
    clearTimeout(pause);
    pause = setTimeout(() => look(target.form), 250);
  }
  if (target.matches("[data-own-time]")) target.closest("label").querySelector("input[type=radio]").checked = true;
});
document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-rewrites]")) target.form.requestSubmit();
  else if (target.type !== "search" && target.matches("[data-look]")) look(target.form);
});

document.addEventListener("overlay:close", () => overlay?.close());
// Inside a dialog "keep" only closes it; the link is for those who came to the page.
document.addEventListener("click", (event) => {
  if (event.target.closest("dialog a[data-closes]")) event.preventDefault();
}, { capture: true });
// Undo in a toast, without leaving the page that can refresh itself.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-undo]");
  if (!form || !document.querySelector("[data-day-tools], .visit-panel, #agenda, #close")) return;
  event.preventDefault();
  form.closest("[data-toast]")?.remove();
  window.htmx.ajax("POST", form.getAttribute("action"), { swap: "none", target: document.body });
});
