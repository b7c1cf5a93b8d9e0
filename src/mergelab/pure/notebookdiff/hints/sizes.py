"""Outputs so large that they weigh on everybody who clones the repository."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mergelab.pure.notebookdiff.hints.content import brought
from mergelab.pure.notebookdiff.hints.model import Hint
from mergelab.pure.notebookdiff.model import Cell, Notebook
from mergelab.pure.notebookdiff.result import NotebookDiff

LARGE: Final = 1_000_000
"""Characters of all outputs of a cell in the file; more are large."""

LONG: Final = 10_000
"""Lines of all texts of a cell's outputs; more are long."""

_WHY: Final = (
    "Every version of it stays in the repository's history. Show less (a sample of the rows, a"
    " smaller figure, no progress output), or write it to a file that is not committed"
)


def in_diff(diff: NotebookDiff) -> Iterator[Hint]:
    """Cells whose outputs are large now and were not."""
    for old, new in brought(diff):
        if new is not None and (words := _words(new)) and not (old and _words(old)):
            yield _hint(new, words)


def in_notebook(notebook: Notebook) -> Iterator[Hint]:
    """Cells whose outputs are large."""
    for cell in notebook.cells:
        if words := _words(cell):
            yield _hint(cell, words)


def _hint(cell: Cell, words: str) -> Hint:
    message = f"Cell {cell.index + 1} has {words} of output"
    return Hint("large-output", message, _WHY, "note", cell=cell.index)


def _words(cell: Cell) -> str:
    """Such as `3.2 MB`, or an empty text where there is nothing to say."""
    if not cell.raw_outputs:
        return ""
    size = sum(output.size for output in cell.outputs)
    if size > LARGE:
        return f"{size / 1_000_000:.1f} MB"
    lines = sum(output.text.count("\n") for output in cell.outputs)
    return f"{lines:,} lines" if lines > LONG else ""
