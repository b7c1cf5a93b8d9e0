"""Merge conflicts that nobody has decided: cells of `mergelab nb merge`, and git's markers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mergelab.pure.notebookdiff.hints.content import SCANNED
from mergelab.pure.notebookdiff.hints.model import Hint
from mergelab.pure.notebookdiff.model import Cell, Notebook
from mergelab.pure.notebookdiff.result import NotebookDiff
from mergelab.pure.notebookdiff.values import as_object
from mergelab.pure.notebookdiff.writing.cleaning import CONFLICT

_BEGIN = re.compile(r"^<{7} ", re.MULTILINE)
_MIDDLE = re.compile(r"^={7}$", re.MULTILINE)
_END = re.compile(r"^>{7} ", re.MULTILINE)
_WHY: Final = (
    "Both versions are still in the notebook. Keep what shall stay and delete the rest, with the"
    " cell or the lines that mark the conflict"
)


def in_diff(diff: NotebookDiff) -> Iterator[Hint]:
    """Conflicts that the change brings."""
    for row in diff.rows:
        if row.new is None or not row.kinds or not _is_conflict(row.new):
            continue
        if row.old is None or not _is_conflict(row.old):
            yield _hint(row.new)


def in_notebook(notebook: Notebook) -> Iterator[Hint]:
    """Conflicts anywhere in the notebook."""
    for cell in notebook.cells:
        if _is_conflict(cell):
            yield _hint(cell)


def _is_conflict(cell: Cell) -> bool:
    if CONFLICT in cell.metadata:
        return as_object(cell.metadata[CONFLICT]).get("side") == "note"
    if "<<<<<<< " not in cell.source:
        return False
    source = cell.source[:SCANNED]
    return all(pattern.search(source) for pattern in (_BEGIN, _MIDDLE, _END))


def _hint(cell: Cell) -> Hint:
    words = f"Cell {cell.index + 1} is a merge conflict that nobody has decided"
    return Hint("conflict", words, _WHY, cell=cell.index)
