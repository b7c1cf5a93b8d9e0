"""Cells that end with an error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mergelab.pure.notebookdiff.failures import failure, failure_change
from mergelab.pure.notebookdiff.hints.model import Hint
from mergelab.pure.notebookdiff.model import Notebook
from mergelab.pure.notebookdiff.result import NotebookDiff
from mergelab.pure.notebookdiff.text import printable

_WHY: Final = (
    "Running the whole notebook stops here. Mend it or, if the error is meant to be shown, tag the"
    " cell raises-exception"
)


def in_diff(diff: NotebookDiff) -> Iterator[Hint]:
    """Cells that fail and did not, or in another way."""
    for row in diff.rows:
        change = failure_change(row)
        if change is None or row.new is None or not change.new:
            continue
        place, name = row.new.index, printable(change.new)
        if row.old is None:
            words = f"The added cell {place + 1} fails with {name}"
            yield Hint("now-fails", words, _WHY, cell=place)
        elif change.kind == "now fails":
            yield Hint("now-fails", f"Cell {place + 1} now fails with {name}", _WHY, cell=place)
        else:
            before = printable(change.old)
            words = f"Cell {place + 1} still fails, now with {name} instead of {before}"
            yield Hint("now-fails", words, _WHY, "note", cell=place)


def in_notebook(notebook: Notebook) -> Iterator[Hint]:
    """Cells that were saved with an error."""
    for cell in notebook.cells:
        if name := printable(failure(cell)):
            words = f"Cell {cell.index + 1} fails with {name}"
            yield Hint("error-left", words, _WHY, cell=cell.index)
