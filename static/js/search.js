// The field at the top: results while typing, arrows to choose, Enter to go. Without a script it searches clients.
// Enter goes by the answer to what stands in the field, and waits for it; without one the form is sent.
const PAUSE = 120;
const field = document.querySelector("[data-search]");
const list = document.getElementById("found");
let timer;
let asking;
let answered = null; // what the list was found for
let isEntered = false; // Enter was pressed before the answer came

const options = () => [...list.querySelectorAll("a[role=option]")];
const chosen = () => list.querySelector("[aria-selected=true]");

function show(on) {
  list.hidden = !on;
  field.setAttribute("aria-expanded", String(on));
  if (!on) field.removeAttribute("aria-activedescendant");
}

function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  field.removeAttribute("aria-activedescendant");
  if (!option) return;
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", option.id);
}

function go() {
  isEntered = false;
  const option = answered === field.value && chosen();
  if (option) option.click();
  else field.form.requestSubmit();
}

async function ask() {
  clearTimeout(timer);
  asking?.abort();
  asking = new AbortController();
  const asked = field.value;
  try {
    const address = `${list.dataset.find}?q=${encodeURIComponent(asked)}`;
    const answer = await fetch(address, { signal: asking.signal, headers: { "HX-Request": "true" } });
    if (answer.status === 401) document.dispatchEvent(new CustomEvent("rapport:toast", { detail: { notes: await answer.text() } }));
    if (!answer.ok || answer.redirected) throw new Error(`nothing found: ${answer.status}`);
    list.innerHTML = await answer.text();
    answered = asked;
    options().forEach((option, place) => { option.id = `found-${place}`; });
    if (document.activeElement === field) show(true);
    if (field.value) choose(options()[0]);
  } catch (error) {
    if (error.name === "AbortError") return;
    show(false);
  }
  if (isEntered) go();
}

if (field && list) {
  field.addEventListener("focus", ask);
  field.addEventListener("input", () => {
    choose(null);
    isEntered = false;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.preventDefault(); show(false); return; }
    if (list.hidden) return;
    const all = options();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length) {
      event.preventDefault();
      choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
    } else if (event.key === "Enter" && (answered !== field.value || chosen())) {
      event.preventDefault();
      if (answered === field.value) return go();
      isEntered = true;
      ask();
    }
  });
  field.closest("form").addEventListener("focusout", (event) => {
    if (!field.closest("form").contains(event.relatedTarget)) show(false);
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
}
