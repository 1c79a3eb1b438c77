// The board of journeys: a drop or Shift+arrow on a card opens the move form with that stage chosen.
// Nothing is moved until a reason is given: closing the form puts the card back.
const overlay = document.getElementById("overlay");
let putBack = null;

function ask(board, card, to) {
  const url = board.dataset.moveUrl.replace("/0/", `/${card}/`);
  document.dispatchEvent(new CustomEvent("rapport:overlay", { detail: { url: `${url}?to=${encodeURIComponent(to)}` } }));
}

document.addEventListener("board:moved", (event) => {
  const board = event.target.closest("[data-movable]");
  if (!board) return event.detail.undo();
  putBack = event.detail.undo;
  ask(board, event.detail.card, event.detail.to);
});

overlay?.addEventListener("close", () => {
  putBack?.();
  putBack = null;
});

document.addEventListener("keydown", (event) => {
  const card = event.target.closest?.("[data-board][data-movable] [data-card]");
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!card || !step || !event.shiftKey) return;
  const board = card.closest("[data-board]");
  const columns = [...board.querySelectorAll("[data-column]")];
  const to = columns[columns.indexOf(card.closest("[data-column]")) + step];
  if (!to) return;
  event.preventDefault();
  ask(board, card.dataset.card, to.dataset.column);
});
