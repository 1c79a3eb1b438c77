// A row of tabs, or of stages, that is wider than the screen opens at the one that is shown.
for (const row of document.querySelectorAll(".tab-row, .stage-path")) {
  const here = row.querySelector("[aria-current]");
  if (here && row.scrollWidth > row.clientWidth) {
    const [shown, tab] = [row.getBoundingClientRect(), here.getBoundingClientRect()];
    row.scrollLeft += tab.left + tab.width / 2 - shown.left - shown.width / 2;
  }
}
