"""Whether what is shown is what the code gives: reruns, order, counts, outputs that drift."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mergelab.pure.notebookdiff.hints.model import Hint, cell_words
from mergelab.pure.notebookdiff.model import Cell, Notebook
from mergelab.pure.notebookdiff.result import NotebookDiff, Row

_VARYING = re.compile(
    r"%time|perf_counter|process_time|\btime\(|\bnow\(|\btoday\(|utcnow|\buuid|\brand(?:om|n|int)?\b"
)
"""What code says that measures time or draws at random."""

_COMMENT = re.compile(r"\s*#(?:[ #!-]|$)")
"""Not every `#` begins a comment: C++ kernels have `#include`."""

_RERUN_WHY: Final = (
    "Its outputs and its execution count are those from before the change, so what is shown may not"
    " be what this code gives. Run the notebook and commit its outputs, or clear them"
)
_MAYBE_WHY: Final = (
    "Outputs and execution count are as before the change. The notebook looks as if run from top to"
    " bottom, so the cell may have been rerun with the same result; if not, its output is stale"
)
_ORDER_WHY: Final = (
    "Cells that ran in another order than they stand in may depend on variables that a fresh run"
    " does not have. Restart the kernel and run all cells to be sure that the notebook works"
)
_COUNT_WHY: Final = (
    "Other cells have execution counts. This one's output comes from another session, was edited by"
    " hand, or the cell still ran when the notebook was saved"
)
_DRIFT_WHY: Final = (
    "The same code gave another result: unseeded randomness, other data, another environment, or"
    " variables left over in the kernel. Make sure that the difference is meant"
)


def in_diff(diff: NotebookDiff) -> Iterator[Hint]:
    """Code that changed without a rerun; outputs that changed without a reason; new disorder."""
    if diff.new is None:
        return
    yield from _not_rerun(diff)
    if diff.old is not None:
        yield from _drift(diff)
    came = {row.new.index for row in diff.rows if row.new and _has_run(row)}
    yield from _order(diff.new, came)
    ran = {row.new.index for row in diff.rows if row.new and "outputs" in row.kinds}
    ran |= {row.new.index for row in diff.rows if row.new and row.old is None}
    yield from _uncounted(diff.new, ran)


def in_notebook(notebook: Notebook) -> Iterator[Hint]:
    """Cells that ran in another order than they stand in, and outputs without a count."""
    yield from _order(notebook)
    yield from _uncounted(notebook)


def _not_rerun(diff: NotebookDiff) -> Iterator[Hint]:
    stale = [row for row in diff.rows if _is_stale(row)]
    if not stale or diff.new is None:
        return
    is_sure = not _is_run_in_one_go(diff.new)
    for row in stale:
        place = row.cell.index
        if is_sure:
            words = f"Cell {place + 1} was changed but its output was not rerun"
            yield Hint("changed-not-rerun", words, _RERUN_WHY, cell=place)
        else:
            words = f"Cell {place + 1} was changed but its output and count stayed the same"
            yield Hint("changed-not-rerun", words, _MAYBE_WHY, "note", cell=place)


def _has_run(row: Row) -> bool:
    """Whether the row brings a count to where there was another or none."""
    if row.new is None or row.new.count is None:
        return False
    return row.old is None or bool(row.kinds & {"count", "moved"})


def _is_stale(row: Row) -> bool:
    """Whether the code is another while outputs, count and times stayed.

    A cell without outputs tells nothing, nor does one without a count: tools that strip counts
    leave none after a rerun either. A cell that was split or merged has the code of several.
    """
    old, new = row.old, row.new
    if not (old and new) or "source" not in row.kinds or new.kind != "code" or row.related:
        return False
    return (
        new.count is not None
        and bool(new.raw_outputs)
        and "count" not in row.kinds
        and old.raw_outputs == new.raw_outputs
        and _code_of(old) != _code_of(new)
    )


def _code_of(cell: Cell) -> list[str]:
    """The lines that could do something: neither blank nor a comment."""
    lines = (line.rstrip() for line in cell.source.strip().split("\n"))
    return [line for line in lines if line and not _COMMENT.match(line)]


def _is_run_in_one_go(notebook: Notebook) -> bool:
    """Whether the counts are those of a fresh kernel that ran every cell once."""
    counts = [cell.count for cell in notebook.cells if cell.kind == "code" and cell.source.strip()]
    return counts == list(range(1, len(counts) + 1))


def _order(notebook: Notebook, among: set[int] | None = None) -> Iterator[Hint]:
    """The first cell that ran before one above it, if one of the two is `among` those."""
    found = (
        pair
        for pair in _behind(notebook)
        if among is None or not among.isdisjoint(cell.index for cell in pair)
    )
    above, cell = next(found, (None, None))
    if above is None or cell is None:
        return
    words = (
        f"Cells did not run from top to bottom: cell {cell.index + 1} [{cell.count}] ran before"
        f" cell {above.index + 1} [{above.count}]"
    )
    if cell.count == above.count:
        words = f"Cells {above.index + 1} and {cell.index + 1} have the same count [{cell.count}]"
    yield Hint("run-order", words, _ORDER_WHY, "note", cell=cell.index)


def _behind(notebook: Notebook) -> Iterator[tuple[Cell, Cell]]:
    """The cells that ran before one above them, each after the last to run of those above."""
    highest: tuple[int, Cell] | None = None
    for cell in notebook.cells:
        if cell.kind != "code" or cell.count is None:
            continue
        if highest is not None and cell.count <= highest[0]:
            yield highest[1], cell
        else:
            highest = cell.count, cell


def _uncounted(notebook: Notebook, among: set[int] | None = None) -> Iterator[Hint]:
    """The cells (of those `among`) with an output and no count, unless no cell has a count."""
    code = [cell for cell in notebook.cells if cell.kind == "code"]
    if not any(cell.count is not None for cell in code):
        return
    found = [cell.index for cell in code if cell.count is None and cell.raw_outputs]
    found = [place for place in found if among is None or place in among]
    if found:
        verb = "has an output but no count" if len(found) == 1 else "have outputs but no counts"
        words = f"{cell_words(found).capitalize()} {verb}"
        yield Hint("no-count", words, _COUNT_WHY, "note", cell=found[0])


def _drift(diff: NotebookDiff) -> Iterator[Hint]:
    """The first output that changed while its cell and all code above it stayed the same."""
    drifted = [row for row in _up_to_a_change(diff) if _has_drifted(row)]
    if not drifted:
        return
    cell = drifted[0].cell
    more = len(drifted) - 1
    also = f"; so did {more:,} below it" if more else ""
    words = f"The output of cell {cell.index + 1} changed though no code up to it did{also}"
    yield Hint("output-drift", words, _DRIFT_WHY, "note", cell=cell.index)


def _up_to_a_change(diff: NotebookDiff) -> Iterator[Row]:
    """The code cells before the first that changed, came, went, or stands elsewhere now."""
    left = iter([cell for cell in diff.old.cells if cell.kind == "code"] if diff.old else [])
    for row in diff.rows:
        old, new = row.old, row.new
        if "code" not in (old and old.kind, new and new.kind):
            continue
        if old is None or new is None or old is not next(left, None):
            return
        if old.kind != new.kind or _code_of(old) != _code_of(new):
            return
        yield row


def _has_drifted(row: Row) -> bool:
    """Whether a result is another, and the code does not say that it will be."""
    if "outputs" not in row.kinds or _VARYING.search(row.cell.source):
        return False
    return any(pair.verdict == "changed" for pair in row.outputs)
