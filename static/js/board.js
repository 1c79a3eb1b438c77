// Columns with data-column="<key>" inside data-board: cards (data-card="<id>") can be dragged between them.
// A drop sends "board:moved" from the board with {card, from, to, undo}; the page decides what it means.
// Every card also has a "Move to…" menu, because dragging is never the only way.
function ready(board) {
  if (board.dataset.ready || !window.Sortable) return;
  board.dataset.ready = "yes";
  for (const column of board.querySelectorAll("[data-column]")) {
    window.Sortable.create(column, {
      group: board.id || "board",
      draggable: "[data-card]",
      ghostClass: "board-ghost",
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      delay: 150,
      delayOnTouchOnly: true,
      onEnd({ item, from, to, oldIndex }) {
        if (from === to) return;
        const undo = () => from.insertBefore(item, from.querySelectorAll("[data-card]")[oldIndex] ?? null);
        const detail = { card: item.dataset.card, from: from.dataset.column, to: to.dataset.column, undo };
        board.dispatchEvent(new CustomEvent("board:moved", { bubbles: true, detail }));
      },
    });
  }
}

const readyAll = () => document.querySelectorAll("[data-board]").forEach(ready);
document.addEventListener("htmx:after:swap", readyAll);
window.addEventListener("load", readyAll);
readyAll();
