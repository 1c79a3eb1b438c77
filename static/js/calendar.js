// The day calendar: one column for each practitioner. The server's list below it is the same day without a script;
// on a narrow screen only that list shows. Asks every 20 seconds whether somebody else changed something, and says so
// when it gets no answer.
import { card, heading } from "./calendar_cards.js";
import { askMove } from "./calendar_moves.js";
import { keysOfTheDay } from "./calendar_keys.js";

const POLL = 20000;
const wide = matchMedia("(width >= 48rem)");
let calendar = null;
let box = null;
let seen = "";
let timer;
let trueAt = 0; // when the day was last known to be as it is shown

const bare = (moment) => moment.slice(0, 16);
const watched = () => box && wide.matches;

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

// The day if it is another than the one shown, nothing if it is the same; anything else is no answer, and throws.
async function ask() {
  const headers = { "HX-Request": "true", ...(seen && { "If-None-Match": seen }) };
  const answer = await fetch(box.dataset.feed, { headers, credentials: "same-origin" });
  if (answer.status === 304) return null;
  if (answer.status === 401) document.dispatchEvent(new CustomEvent("rapport:toast", { detail: { notes: await answer.text() } }));
  if (answer.status !== 200) throw new Error(`no day: ${answer.status}`);
  const data = await answer.json();
  const known = seen;
  seen = answer.headers.get("ETag") ?? "";
  return seen && known === seen ? null : data;
}

function show(data) {
  if (!calendar) {
    box.hidden = false;
    box.closest("#day").dataset.enhanced = "yes";
    calendar = window.EventCalendar.create(box.querySelector("[data-grid]"), options(data));
  } else if (document.querySelector(".ec-dragging")) {
    seen = ""; // not now; the next look brings it
  } else {
    calendar.setOption("resources", data.resources);
    calendar.setOption("events", data.events);
  }
  plain(box); // a day without events is never "updated"
}

function say(isTrue) {
  if (isTrue) trueAt = Date.now();
  const line = document.querySelector("[data-stale]");
  if (!line) return;
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
  line.textContent = isTrue ? "" : line.dataset.stale.replace("{time}", clock.format(trueAt));
  line.hidden = isTrue;
}

async function look() {
  clearTimeout(timer);
  const here = box;
  if (!document.hidden || !calendar) {
    let data, isTrue = false;
    try {
      data = await ask();
      isTrue = true;
    } catch { /* off line, signed out, busy, broken: the line says since when */ }
    if (here !== box || !box?.isConnected) return;
    if (data) show(data);
    say(isTrue);
  }
  clearTimeout(timer);
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
  [calendar, box, seen, trueAt] = [null, found, "", Date.now()];
  if (!watched()) return toNow();
  await look();
}

document.body.addEventListener("day:changed", () => watched() && look());
document.addEventListener("visibilitychange", () => watched() && !document.hidden && look());
document.addEventListener("htmx:after:swap", mount);
wide.addEventListener("change", () => { box = null; mount(); });
keysOfTheDay(openBooking);
mount();
