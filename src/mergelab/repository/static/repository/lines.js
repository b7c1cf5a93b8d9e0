// Lines of a source file: `#L10` and `#L10-20` mark them; shift and click extends the mark.
import { on } from "../web/dom.js";

const RANGE = /^#L(\d+)(?:-L?(\d+))?$/;

function range() {
  const found = RANGE.exec(location.hash);
  if (!found) return null;
  const first = Number(found[1]);
  const last = Number(found[2] ?? found[1]);
  return first <= last ? [first, last] : [last, first];
}

function permalink(hash) {
  for (const link of document.querySelectorAll("a[data-permalink]")) link.hash = hash;
}

function mark({ scroll }) {
  const table = document.querySelector("table[data-source]");
  if (!table) return;
  for (const row of table.querySelectorAll("tr.is-marked")) row.classList.remove("is-marked");
  const wanted = range();
  if (!wanted) return;
  const rows = table.rows;
  for (let line = wanted[0]; line <= Math.min(wanted[1], rows.length); line += 1) {
    rows[line - 1].classList.add("is-marked");
  }
  permalink(location.hash);
  if (scroll) rows[wanted[0] - 1]?.scrollIntoView({ block: "center" });
}

on("click", "table[data-source] .diff-num > a", (link, event) => {
  event.preventDefault();
  const line = Number(link.dataset.n);
  const before = range();
  const ends = event.shiftKey && before ? [Math.min(before[0], line), Math.max(before[0], line)] : [line, line];
  const hash = ends[0] === ends[1] ? `#L${ends[0]}` : `#L${ends[0]}-${ends[1]}`;
  history.replaceState(history.state, "", hash);
  mark({ scroll: false });
});

window.addEventListener("hashchange", () => mark({ scroll: true }));
mark({ scroll: true });
