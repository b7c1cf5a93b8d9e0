// A comment button of a diff line opens the form for a new thread right below the line.
// Without scripts it is a link to the page with that form.
import { on } from "./dom.js";

function rowBelow(line, columns, place) {
  const next = line.nextElementSibling;
  if (next?.matches(".diff-thread")) return next.cells[place] ?? next.cells[0];
  const row = document.createElement("tr");
  row.className = "diff-thread";
  if (columns === 4) {
    row.append(document.createElement("td"), document.createElement("td"));
    for (const cell of row.cells) cell.colSpan = 2;
  } else {
    row.append(document.createElement("td"));
    row.cells[0].colSpan = columns;
  }
  line.after(row);
  return row.cells[place] ?? row.cells[0];
}

function holder(button) {
  const line = button.closest("tr.diff-line");
  if (!line) {
    const place = document.createElement("div");
    button.closest(".commentable").append(place);
    return place;
  }
  const isSplit = line.closest(".diff-split") !== null;
  const isRight = button.closest("td") === line.cells[line.cells.length - 1];
  const place = document.createElement("div");
  rowBelow(line, isSplit ? 4 : 3, isSplit && isRight ? 1 : 0).append(place);
  return place;
}

function withdraw(place) {
  const row = place.closest("tr.diff-thread");
  place.remove();
  if (row && ![...row.cells].some((cell) => cell.childElementCount)) row.remove();
}

/** Opens the form of a comment link below its place, or goes to the one that is open there. */
export async function openForm(button) {
  const line = button.closest("tr.diff-line");
  const opened = line
    ? line.nextElementSibling?.querySelector(".new-thread > form")
    : button.closest(".commentable").querySelector(":scope > .new-thread > form");
  if (opened) {
    opened.querySelector("textarea")?.focus();
    return;
  }
  const place = holder(button);
  place.className = "new-thread";
  await window.htmx.ajax("GET", button.href, { target: place, swap: "innerHTML" });
  if (place.isConnected && !place.childElementCount) withdraw(place);
  place.querySelector("textarea")?.focus();
}

on("click", "a[data-comment]", (button, event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  openForm(button);
});

on("click", "[data-comment-cancel]", (button, event) => {
  event.preventDefault();
  const place = button.closest(".new-thread");
  if (place) withdraw(place);
});
