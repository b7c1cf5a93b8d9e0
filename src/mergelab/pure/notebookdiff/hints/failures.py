"""Cells that end with an error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mergelab.pure.notebookdiff.hints.model import Hint
from mergelab.pure.notebookdiff.model import Cell, Notebook
from mergelab.pure.notebookdiff.result import NotebookDiff
from mergelab.pure.notebookdiff.text import printable

_WHY: Final = (
    "Running the whole notebook stops here. Mend it or, if the error is meant to be shown, tag the"
    " cell raises-exception"
)
_NAME: Final = 80


def in_diff(diff: NotebookDiff) -> Iterator[Hint]:
    """Cells that fail and did not, or in another way."""
    for row in diff.rows:
        if row.new is None or not row.kinds or not (name := failure(row.new)):
            continue
        place = row.new.index
        if row.old is None:
            words = f"The added cell {place + 1} fails with {name}"
            yield Hint("now-fails", words, _WHY, cell=place)
        elif not (before := failure(row.old)):
            yield Hint("now-fails", f"Cell {place + 1} now fails with {name}", _WHY, cell=place)
        elif before != name:
            words = f"Cell {place + 1} still fails, now with {name} instead of {before}"
            yield Hint("now-fails", words, _WHY, "note", cell=place)


def in_notebook(notebook: Notebook) -> Iterator[Hint]:
    """Cells that were saved with an error."""
    for cell in notebook.cells:
        if name := failure(cell):
            words = f"Cell {cell.index + 1} fails with {name}"
            yield Hint("error-left", words, _WHY, cell=cell.index)


def failure(cell: Cell) -> str:
    """The name of the error that a cell ended with and was not meant to, or an empty text."""
    if not cell.raw_outputs or "raises-exception" in cell.tags:
        return ""
    errors = (output.ename or "error" for output in cell.outputs if output.kind == "error")
    return printable(next(errors, "")[:_NAME])
