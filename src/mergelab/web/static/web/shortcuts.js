// Keys: "/" search, "?" help, Ctrl+Enter sends a comment, j and k walk the files of a review.
// Pages with more to offer add to KEYS.
import { on } from "./dom.js";

function isTyping(event) {
  const target = event.target;
  return target instanceof HTMLElement
    && (target.isContentEditable || target.matches("input, textarea, select"));
}

function step(direction) {
  const links = [...document.querySelectorAll(".file-list:not(.thread-list) .file-link")];
  if (!links.length) return;
  const here = links.findIndex((link) => link.hasAttribute("aria-current"));
  const next = links[here < 0 ? 0 : here + direction];
  next?.click();
}

/** What a key does, by its `event.key`. */
export const KEYS = {
  "/": () => document.querySelector("[data-search]")?.focus(),
  "?": () => {
    const help = document.getElementById("shortcuts");
    if (help && !help.open) help.showModal();
  },
  j: () => step(1),
  k: () => step(-1),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
  if (document.querySelector("dialog[open]")) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

on("keydown", "form textarea", (area, event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    area.form.requestSubmit();
  }
});
