// A new practice most likely lives in the time zone of the browser that opens it.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const select of document.querySelectorAll("select[data-guess-zone]")) {
  if (!select.closest("form").querySelector("[aria-invalid]") && [...select.options].some((o) => o.value === zone)) {
    select.value = zone;
  }
}
