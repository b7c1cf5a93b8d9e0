// The Changes page: links in the left column lead to their file or thread also where that is not
// loaded yet, the version picker applies itself, and a file's tick shows in the list at once.
import { on } from "../web/dom.js";
import { isWaiting, loaded, show } from "./jump.js";
import "./walking.js";

function markCurrent(key) {
  for (const link of document.querySelectorAll(".review-side .file-link[data-jump]")) {
    if (link.dataset.jump === key) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

let chosen = ""; // the file that was asked for: current as long as it is in view

on("click", "a[data-jump]", async (link, event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  const { jump, file = jump } = link.dataset;
  const section = document.getElementById(file);
  if (!section && !document.getElementById(jump)) return; // the address opens the page with it
  event.preventDefault();
  chosen = file === jump ? jump : "";
  if (chosen) markCurrent(chosen);
  if (section && isWaiting(section)) await loaded(file);
  const found = document.getElementById(jump);
  if (found) {
    history.replaceState(null, "", `#${jump}`);
    show(found);
  } else {
    location.assign(link.href);
  }
});

on("change", "form[data-submit-on-change] select", (select) => select.form.requestSubmit());

on("formdata", "form[data-submit-on-change]", (_form, event) => {
  for (const [name, value] of [...event.formData]) {
    if (value === "") event.formData.delete(name);
  }
}, true);

function isInView(id) {
  const box = document.getElementById(id)?.getBoundingClientRect();
  return box !== undefined && box.top < window.innerHeight && box.bottom > 0;
}

const seen = new IntersectionObserver((entries) => {
  if (chosen && isInView(chosen)) return;
  chosen = "";
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
