// A passkey that was put away, refused or is unknown here: the page says so instead of staying silent.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const text = document.querySelector("[data-passkey-trouble]").textContent;
  document.dispatchEvent(new CustomEvent("rapport:toast", { detail: { text, level: "error", once: "passkey" } }));
});
