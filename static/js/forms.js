// data-confirm="Remove Frank?" asks before a form is sent, also when it stands on the chosen option; a form is sent once; unsaved work is not lost by a stray click.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const chosen = form.querySelector("option[data-confirm]:checked");
  const question = event.submitter?.dataset.confirm ?? chosen?.dataset.confirm ?? form.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  form.removeAttribute("data-changed");
}, { capture: true });

// Back from the next page: the form may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

document.addEventListener("input", (event) => {
  event.target.form?.matches("[data-keep]") && (event.target.form.dataset.changed = "yes");
});
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-keep][data-changed]")) event.preventDefault();
});

// data-copies="id" puts the text of another element on the clipboard and says so in the words of data-copied; where
// that is not allowed the text is chosen, ready to be copied by hand. data-prints prints.
async function copy({ dataset: { copies, copied } }) {
  const source = document.getElementById(copies);
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    document.dispatchEvent(new CustomEvent("rapport:toast", { detail: { text: copied } }));
  } catch {
    getSelection().selectAllChildren(source);
  }
}
document.addEventListener("click", (event) => {
  const copier = event.target.closest("[data-copies]");
  if (copier) copy(copier);
  if (event.target.closest("[data-prints]")) window.print();
});
