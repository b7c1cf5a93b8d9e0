// htmx: the CSRF header, messages that come with a fragment, and failures told to the person.
import { csrfToken } from "./dom.js";
import { showToast } from "./toast.js";

const SAFE = new Set(["GET", "HEAD"]);

document.addEventListener("htmx:config:request", (event) => {
  const request = event.detail.ctx.request;
  if (!SAFE.has(request.method.toUpperCase())) request.headers["X-CSRFToken"] = csrfToken();
});

// The message comes in a header of its own: an event by HX-Trigger would be lost with an element
// that the answer replaces.
document.addEventListener("htmx:after:request", (event) => {
  const header = event.detail.ctx.response.headers.get("Toast");
  if (!header) return;
  const { text, kind } = JSON.parse(header);
  showToast(text, kind);
});

document.addEventListener("htmx:response:error", (event) => {
  const { response, text } = event.detail.ctx;
  if (response.status === 422) return; // the form comes back with its errors in place
  const plain = response.headers.get("Content-Type")?.startsWith("text/plain");
  showToast(plain && text ? text : `The server answered ${response.status}. Nothing was changed.`, "danger");
});

document.addEventListener("htmx:error", () => {
  showToast("The server could not be reached. Check the connection and try again.", "danger");
});
