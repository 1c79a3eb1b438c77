// A form with data-autosubmit sends itself: at once for choices, after a short pause for typing. Its button hides.
const PAUSE = 300;
let timer;

function send(form) {
  clearTimeout(timer);
  form.requestSubmit();
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.matches("[data-autosubmit]") || !["search", "text", "number"].includes(event.target.type)) return;
  clearTimeout(timer);
  timer = setTimeout(() => send(form), PAUSE);
});
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-autosubmit]") && !["search", "text", "number"].includes(event.target.type)) send(form);
});
// Empty fields stay out of the address, so a shared link says only what was chosen.
document.addEventListener("formdata", (event) => {
  if (!event.target.matches("[data-autosubmit]")) return;
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
});
const hide = () => {
  for (const button of document.querySelectorAll("[data-without-js]")) button.hidden = true;
};
document.addEventListener("htmx:after:swap", hide);
hide();
