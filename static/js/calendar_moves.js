// A card was dropped or stretched: the server says what that would mean and asks; "Keep" puts the card back.
let waiting = null;

const overlay = () => document.getElementById("overlay");

function settle(keep) {
  if (!waiting) return;
  const info = waiting;
  waiting = null;
  if (!keep) info.revert();
}

const local = (moment) => {
  const two = (number) => String(number).padStart(2, "0");
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
};

export async function askMove(info) {
  settle(false);
  waiting = info;
  const { event, newResource } = info;
  const facts = event.extendedProps;
  const address = new URL(facts.move, location.href);
  address.searchParams.set("at", local(event.start));
  address.searchParams.set("minutes", Math.round((event.end - event.start) / 60000));
  address.searchParams.set("position", facts.position);
  address.searchParams.set("seen", facts.seen);
  if (newResource) address.searchParams.set("with", newResource.id);
  document.dispatchEvent(new CustomEvent("rapport:overlay", { detail: { url: address.pathname + address.search } }));
  overlay().addEventListener("close", () => settle(false), { once: true });
}

// The move was made: what the calendar shows is true now. Otherwise the closing dialog puts the card back.
document.addEventListener("visit:moved", () => settle(true));
