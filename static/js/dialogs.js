// data-opens="id" shows a dialog, data-closes hides it, a click beside it hides it; focus goes back by itself.
// With data-hx-… on the opener the server fills the dialog; HX-Trigger: close-dialogs shuts them all.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (dialog && !dialog.open) {
      event.preventDefault();
      opener.closest("details[data-menu]")?.removeAttribute("open");
      dialog.showModal();
    }
    return;
  }
  const closer = event.target.closest("[data-closes]");
  if (closer) closer.closest("dialog")?.close();
});

// The press must start outside too: selecting text and letting go beside the dialog keeps it open.
document.addEventListener("pointerdown", (event) => {
  const dialog = event.target;
  if (!(dialog instanceof HTMLDialogElement) || !dialog.matches("[data-dialog]")) return;
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!inside) dialog.close();
});

document.addEventListener("close-dialogs", () => {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
});

// A dialog that arrives with data-open-now in a swap or in the page (a form with errors) is shown at once.
const showWaiting = () => {
  for (const dialog of document.querySelectorAll("dialog[data-open-now]:not([open])")) dialog.showModal();
};
document.addEventListener("htmx:after:swap", showWaiting);
showWaiting();
