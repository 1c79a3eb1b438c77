// data-countdown="<instant>": shows in [data-countdown-left] how long is left, then says data-over instead.
for (const note of document.querySelectorAll("[data-countdown]")) {
  const end = new Date(note.dataset.countdown).getTime();
  const left = note.querySelector("[data-countdown-left]");
  const tick = () => {
    const seconds = Math.round((end - Date.now()) / 1000);
    if (seconds <= 0) {
      note.textContent = note.dataset.over;
      note.setAttribute("role", "status");
      return;
    }
    left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    setTimeout(tick, 1000);
  };
  tick();
}
