// Keys and buttons that walk a review: n and p its changes, Shift with them its unresolved threads.
import { on } from "../web/dom.js";
import { KEYS } from "../web/shortcuts.js";
import { isWaiting, loaded, show } from "./jump.js";

const EDGE = 90; // pixels below the top within which something counts as being looked at
const CHANGED = ".is-added, .is-removed, .is-changed, .is-moved";

const counter = document.querySelector("[data-walk]");
let visited = ""; // the thread that was walked to last
let pending = false; // a file is being loaded for a step: further keys wait for it

function isChanged(line) {
  return line.matches(CHANGED) || line.querySelector(":scope > .diff-code:is(.is-added, .is-removed)") !== null;
}

/** The first line of each run of changed lines. */
function runs(file) {
  let inside = false;
  return [...file.querySelectorAll("tr.diff-line, tr.diff-hunk, tr.diff-fold")].filter((row) => {
    const was = inside;
    inside = row.matches(".diff-line") && isChanged(row);
    return inside && !was;
  });
}

/** The changed cells of a notebook, the changes of a text, or the file as a whole. */
function changesOf(file) {
  const cells = [...file.querySelectorAll(".nb-diff-cell")].filter((cell) => cell.matches(CHANGED));
  const found = cells.length ? cells : runs(file);
  return found.length ? found : [file];
}

function changes() {
  const files = [...document.querySelectorAll(".review-main > section.file")];
  return files.flatMap((file) => (isWaiting(file) ? [file] : changesOf(file)));
}

/** Unresolved threads in the order of the list; those started since come where they stand. */
function threads() {
  const found = [];
  for (const link of document.querySelectorAll(".thread-list a[data-jump]")) {
    const id = link.dataset.jump;
    const thread = document.getElementById(id);
    const file = document.getElementById(link.dataset.file ?? "");
    const isOpen = thread ? !thread.matches(".is-resolved") : !file || isWaiting(file);
    link.closest("li").hidden = !isOpen;
    if (isOpen) found.push({ id, link });
  }
  const known = new Set(found.map((one) => one.id));
  for (const thread of document.querySelectorAll(".review-main .thread[id]:not(.is-resolved)")) {
    if (known.has(thread.id)) continue;
    const later = found.findIndex((one) => {
      const other = stopOf(one);
      return other && thread.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
    });
    found.splice(later < 0 ? found.length : later, 0, { id: thread.id });
  }
  return found;
}

/** Where a thread stands; its file as long as that is not loaded. */
function stopOf({ id, link }) {
  return document.getElementById(id) ?? document.getElementById(link?.dataset.file ?? "");
}

/** The index of the stop after or before what has the focus, else what is looked at. */
function beside(stops, direction) {
  const here = stops.findLastIndex((stop) => stop?.contains(document.activeElement));
  if (here >= 0) return here + direction;
  const below = stops.findIndex((stop) => stop && stop.getBoundingClientRect().top > EDGE);
  if (direction > 0) return below < 0 ? stops.length : below;
  return stops.findLastIndex((stop) => stop && stop.getBoundingClientRect().top < 0);
}

function say(words) {
  document.querySelector("[data-walk-status]").textContent = words;
}

async function once(step) {
  if (pending) return;
  pending = true;
  try {
    await step();
  } finally {
    pending = false;
  }
}

async function toChange(direction) {
  const stop = changes()[beside(changes(), direction)];
  if (!stop) {
    say(direction > 0 ? "No further change" : "No earlier change");
    return;
  }
  let target = stop;
  if (stop.matches("section.file")) {
    const file = await loaded(stop.id);
    if (!file) return;
    target = isWaiting(file) ? file : changesOf(file).at(direction > 0 ? 0 : -1);
  }
  show(target);
  const all = changes();
  const file = target.closest("section.file").getAttribute("aria-label");
  say(`Change ${all.indexOf(target) + 1} of ${all.length}, ${file}`);
}

async function toThread(direction) {
  const all = threads();
  if (!all.length) {
    say("No unresolved threads");
    return;
  }
  const last = document.activeElement?.closest("[data-walk]") ? all.findIndex((one) => one.id === visited) : -1;
  const next = last < 0 ? beside(all.map(stopOf), direction) : last + direction;
  const place = next < 0 ? all.length - 1 : next % all.length;
  const { id, link } = all[place];
  if (!document.getElementById(id) && link.dataset.file) await loaded(link.dataset.file);
  const thread = document.getElementById(id);
  if (!thread) {
    location.assign(link.href); // its file is listed only, or its place is folded
    return;
  }
  visited = id;
  show(thread);
  count(place, all.length);
  say(`Unresolved thread ${place + 1} of ${all.length}`);
}

function count(place, total) {
  if (!counter) return;
  counter.hidden = !total;
  const words = place < 0 ? `${total} unresolved` : `${place + 1} of ${total} unresolved`;
  counter.querySelector("[data-walk-count]").textContent = words;
}

function recount() {
  const all = threads();
  count(all.findIndex((one) => one.id === visited), all.length);
}

KEYS.n = () => once(() => toChange(1));
KEYS.p = () => once(() => toChange(-1));
KEYS.N = () => once(() => toThread(1));
KEYS.P = () => once(() => toThread(-1));
on("click", "[data-walk-to]", (button) => once(() => toThread(Number(button.dataset.walkTo))));
document.addEventListener("htmx:after:swap", recount);
for (const button of document.querySelectorAll("[data-walk-to]")) button.hidden = false;
recount();
