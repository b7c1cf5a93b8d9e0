// The Changes page: links in the left column lead to their file or thread also where that is not
// loaded yet, the version picker applies itself, and a file's tick shows in the list at once.
import { on } from "../web/dom.js";

function markCurrent(key) {
  for (const link of document.querySelectorAll(".review-side .file-link[data-jump]")) {
    if (link.dataset.jump === key) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function show(element) {
  for (let parent = element.parentElement; parent; parent = parent.parentElement) {
    if (parent instanceof HTMLDetailsElement) parent.open = true;
  }
  element.scrollIntoView({ block: "start" });
  if (!element.hasAttribute("tabindex")) element.setAttribute("tabindex", "-1");
  element.focus({ preventScroll: true });
}

on("click", "a[data-jump]", (link, event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  const found = document.getElementById(link.dataset.jump);
  if (!found) return; // the address opens the page with this file loaded
  event.preventDefault();
  history.replaceState(null, "", `#${link.dataset.jump}`);
  if (!link.closest(".thread-list")) markCurrent(link.dataset.jump);
  show(found);
});

on("change", "form[data-submit-on-change] select", (select) => select.form.requestSubmit());

on("formdata", "form[data-submit-on-change]", (_form, event) => {
  for (const [name, value] of [...event.formData]) {
    if (value === "") event.formData.delete(name);
  }
}, true);

const seen = new IntersectionObserver((entries) => {
  const shown = entries.find((entry) => entry.isIntersecting);
  if (shown) markCurrent(shown.target.id);
}, { rootMargin: "0px 0px -70% 0px" });

function watch() {
  for (const file of document.querySelectorAll(".review-main > section.file")) seen.observe(file);
}

document.addEventListener("htmx:after:swap", watch);
watch();

const first = document.querySelector(".review-main > section.file");
if (first) markCurrent(first.id);
if (location.hash.length > 1) {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target) show(target);
}
