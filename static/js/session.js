// Signed out meanwhile, and in again in another tab: what this page sends carries the token of the new session.
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];

document.addEventListener("submit", ({ target }) => {
  const field = target.querySelector("input[name=csrfmiddlewaretoken]");
  if (field && token()) field.value = token();
}, { capture: true });

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const { headers, body } = ctx.request;
  if (!token()) return;
  if (headers["X-CSRFToken"]) headers["X-CSRFToken"] = token();
  if (body?.has?.("csrfmiddlewaretoken")) body.set("csrfmiddlewaretoken", token());
});
