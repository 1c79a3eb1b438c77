// The day calendar: one column for each practitioner. The server's list below it is the same day without a script;
// on a narrow screen only that list shows. Asks every 20 seconds whether somebody else changed something.
import { card, heading } from "./calendar_cards.js";
import { askMove } from "./calendar_moves.js";
import { keysOfTheDay } from "./calendar_keys.js";

const POLL = 20000;
const wide = matchMedia("(width >= 48rem)");
let calendar = null;
let box = null;
let seen = "";
let timer;

const bare = (moment) => moment.slice(0, 16);

// EventCalendar names table parts as if they were a table; the list below is the real one. What scrolls takes the focus.
function plain(root) {
  const grid = root?.querySelector(".ec-main");
  if (!grid) return;
  grid.tabIndex = 0;
  grid.setAttribute("aria-label", root.dataset.label);
  const named = "[role=table],[role=rowgroup],[role=row],[role=columnheader],[role=cell],[role=rowheader]";
  for (const part of root.querySelectorAll(named)) {
    part.removeAttribute("role");
    for (const name of ["colindex", "rowindex", "colspan", "rowcount", "colcount"]) part.removeAttribute(`aria-${name}`);
  }
}

export function openBooking(wish) {
  const address = new URL(box.dataset.new, location.href);
  for (const [name, value] of Object.entries(wish)) if (value) address.searchParams.set(name, value);
  document.dispatchEvent(new CustomEvent("rapport:book", { detail: { url: address.pathname + address.search } }));
}

function options(data) {
  const set = box.dataset;
  const hours = set.hours.split("|");
  return {
    view: "resourceTimeGridDay",
    date: set.day,
    height: "100%",
    timeZone: set.offset,
    locale: document.documentElement.lang,
    headerToolbar: { start: "", center: "", end: "" },
    buttonText: (text) => ({ ...text }),
    resources: data.resources,
    events: data.events,
    slotMinTime: set.opens,
    slotMaxTime: set.closes,
    scrollTime: set.scroll,
    slotDuration: "00:30",
    slotLabelFormat: (moment) => hours[moment.getHours()] ?? "",
    slotHeight: 38,
    snapDuration: set.snap,
    slotEventOverlap: false,
    nowIndicator: true,
    allDaySlot: false,
    editable: true,
    eventStartEditable: true,
    pointer: Boolean(set.new),
    dateClick: set.new ? ({ dateStr, resource }) => openBooking({ at: bare(dateStr), with: resource?.id, location: set.location }) : undefined,
    resourceLabelContent: ({ resource }) => ({ domNodes: [heading(resource)] }),
    eventContent: ({ event }) => (event.display === "background" ? "" : { domNodes: [card(event, set)] }),
    eventDrop: (info) => askMove(info),
    eventResize: (info) => askMove(info),
    eventAllUpdated: () => plain(box),
  };
}

async function ask() {
  const answer = await fetch(box.dataset.feed, { headers: seen ? { "If-None-Match": seen } : {}, credentials: "same-origin" });
  if (answer.status !== 200) return null;
  const known = seen;
  seen = answer.headers.get("ETag") ?? "";
  return known === seen ? null : answer.json();
}

async function look() {
  clearTimeout(timer);
  const here = box;
  try {
    const data = document.hidden ? null : await ask();
    if (here !== box || !box?.isConnected) return;
    if (data && !document.querySelector(".ec-dragging, dialog[open]#move")) {
      calendar.setOption("resources", data.resources);
      calendar.setOption("events", data.events);
      plain(box);
    }
  } catch { /* off line: the next look tells */ }
  timer = setTimeout(look, POLL);
}

// The list opens at what is next, when the day is under way.
function toNow() {
  const rows = [...document.querySelectorAll(".agenda-row")];
  const next = rows.findIndex((row) => !row.hasAttribute("data-past"));
  if (next > 2) rows[next - 1].scrollIntoView({ block: "start" });
}

async function mount() {
  const found = document.querySelector("[data-calendar]");
  if (found === box && box?.isConnected) return;
  clearTimeout(timer);
  if (calendar) window.EventCalendar.destroy(calendar);
  [calendar, box, seen] = [null, found, ""];
  if (!box || !wide.matches) return toNow();
  const here = box;
  const data = await ask();
  if (here !== box || !data) return;
  box.hidden = false;
  box.closest("#day").dataset.enhanced = "yes";
  calendar = window.EventCalendar.create(box.querySelector("[data-grid]"), options(data));
  plain(box); // a day without events is never "updated"
  timer = setTimeout(look, POLL);
}

document.body.addEventListener("day:changed", () => calendar && look());
document.addEventListener("visibilitychange", () => calendar && !document.hidden && look());
document.addEventListener("htmx:after:swap", mount);
wide.addEventListener("change", () => { box = null; mount(); });
keysOfTheDay(openBooking);
mount();
