// Light, dark or as the system: remembered in a cookie, so that the next page arrives in the right colours.
const YEAR = 31536000;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-set-theme]");
  if (!button) return;
  const theme = button.dataset.setTheme;
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${theme}; path=/; max-age=${theme ? YEAR : 0}; samesite=lax${secure}`;
  for (const other of document.querySelectorAll("[data-set-theme]")) {
    other.setAttribute("aria-pressed", String(other.dataset.setTheme === theme));
  }
  button.closest("details")?.removeAttribute("open");
  document.dispatchEvent(new CustomEvent("rapport:theme", { detail: { theme } }));
});
