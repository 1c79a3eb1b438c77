// The field at the top: results while typing, arrows to choose, Enter to go. Without a script it searches clients.
const PAUSE = 120;
const field = document.querySelector("[data-search]");
const list = document.getElementById("found");
let timer;
let asking;

const options = () => [...list.querySelectorAll("a[role=option]")];
const chosen = () => list.querySelector("[aria-selected=true]");

function show(on) {
  list.hidden = !on;
  field.setAttribute("aria-expanded", String(on));
  if (!on) field.removeAttribute("aria-activedescendant");
}

function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  if (!option) return;
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", option.id);
}

async function ask() {
  asking?.abort();
  asking = new AbortController();
  try {
    const address = `${list.dataset.find}?q=${encodeURIComponent(field.value)}`;
    const answer = await fetch(address, { signal: asking.signal, headers: { "HX-Request": "true" } });
    if (answer.status === 401) document.dispatchEvent(new CustomEvent("rapport:toast", { detail: { notes: await answer.text() } }));
    if (!answer.ok || answer.redirected) return;
    list.innerHTML = await answer.text();
    options().forEach((option, place) => { option.id = `found-${place}`; });
    if (document.activeElement === field) show(true);
    if (field.value) choose(options()[0]);
  } catch (error) {
    if (error.name !== "AbortError") show(false);
  }
}

if (field && list) {
  field.addEventListener("focus", ask);
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.preventDefault(); show(false); return; }
    if (list.hidden) return;
    const all = options();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
    } else if (event.key === "Enter" && chosen()) {
      event.preventDefault();
      chosen().click();
    }
  });
  field.closest("form").addEventListener("focusout", (event) => {
    if (!field.closest("form").contains(event.relatedTarget)) show(false);
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
}
