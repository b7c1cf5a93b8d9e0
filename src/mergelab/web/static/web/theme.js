// The theme menu changes the page at once; the cookie is set by the server.
import { on } from "./dom.js";

on("submit", "form[data-theme-form]", async (form, event) => {
  const theme = event.submitter?.value;
  if (!theme) return;
  event.preventDefault();
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  form.querySelectorAll("[name=theme]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button === event.submitter));
  });
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form, event.submitter),
    redirect: "manual",
  });
  if (answer.status >= 400) form.submit();
});
