// What stands on a card of the calendar: a link to the visit, and a button for the step that comes next.
const make = (tag, name, text) => {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text) node.textContent = text;
  return node;
};

const SIGNS = { stop: "M12 16h.01M12 8v4M15.3 2a2 2 0 0 1 1.4.6l4.7 4.7a2 2 0 0 1 .6 1.4v6.6a2 2 0 0 1-.6 1.4l-4.7 4.7a2 2 0 0 1-1.4.6H8.7a2 2 0 0 1-1.4-.6l-4.7-4.7a2 2 0 0 1-.6-1.4V8.7a2 2 0 0 1 .6-1.4l4.7-4.7A2 2 0 0 1 8.7 2z", caution: "m21.7 18-8-14a2 2 0 0 0-3.5 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.7-3ZM12 9v4M12 17h.01", check: "M20 6 9 17l-5-5" };

function sign(name, kind) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", width: 14, height: 14, fill: "none", stroke: "currentColor", "stroke-width": 2.2, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" })) svg.setAttribute(key, value);
  svg.classList.add("evt-sign", kind);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SIGNS[name]);
  svg.append(path);
  return svg;
}

export function heading({ title, extendedProps: who }) {
  const head = make("span", "column-head");
  const disc = make("span", "avatar-disc", who.initials);
  disc.dataset.hue = who.hue;
  disc.dataset.size = "sm";
  disc.setAttribute("aria-hidden", "true");
  head.append(disc, make("b", "", title), make("small", "figures", String(who.visits || "")));
  return head;
}

function taken(event) {
  const body = make(event.extendedProps.url ? "a" : "div", "evt");
  if (event.extendedProps.url) {
    body.href = event.extendedProps.url;
    body.dataset.overlay = "";
    body.draggable = false;
  }
  body.append(make("b", "", event.title), make("time", "", event.extendedProps.time ?? ""));
  return body;
}

export function card(event, words) {
  const facts = event.extendedProps;
  if (facts.kind !== "visit") return taken(event);
  const frame = make("div", "evt-frame");
  const link = make("a", "evt");
  link.href = facts.url;
  link.dataset.visit = "";
  link.draggable = false;
  const name = make("b", "", event.title);
  if (facts.alert) name.prepend(sign(facts.alert, facts.alert));
  if (facts.isNew) name.append(make("span", "new-pill", words.wordNew));
  link.append(name, make("span", "", facts.service), make("time", "", facts.time), make("span", "sr-only", facts.state));
  link.title = facts.label;
  frame.append(link);
  if (facts.step && words.new) frame.append(step(event, facts));
  return frame;
}

function step(event, facts) {
  const button = make("button", "evt-step");
  button.type = "button";
  button.dataset.takeStep = facts.step.verb;
  button.dataset.url = `${facts.url}step/`;
  button.dataset.seen = facts.seen;
  button.title = facts.step.label;
  button.setAttribute("aria-label", `${facts.step.label}: ${event.title}`);
  button.append(sign("check", "next"));
  return button;
}
