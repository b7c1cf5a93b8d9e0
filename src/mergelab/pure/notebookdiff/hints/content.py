"""What of a notebook the hints read: texts of cells under a cap, and which of them are new."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from mergelab.pure.notebookdiff.model import Cell, Notebook, Output
from mergelab.pure.notebookdiff.result import NotebookDiff
from mergelab.pure.notebookdiff.values import as_json

SCANNED: Final = 200_000
"""Characters of a cell's source, and of all its outputs, that are looked through."""

_CONTENT: Final = frozenset(["source", "outputs", "outputs-noise", "type"])

Part = Literal["source", "output"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a cell, cut to the cap."""

    cell: Cell
    part: Part
    text: str


def texts(cell: Cell) -> Iterator[Text]:
    """The source and the texts of the outputs; pictures and data of other types are left out."""
    if cell.source:
        yield Text(cell, "source", cell.source[:SCANNED])
    left = SCANNED
    for output in cell.outputs if cell.raw_outputs else ():
        for text in output_texts(output):
            if left <= 0:
                return
            yield Text(cell, "output", text[:left])
            left -= len(text)


def output_texts(output: Output) -> Iterator[str]:
    """The texts in an output that a person could read."""
    if output.kind == "error":
        yield output.text
        return
    for mime, value in output.data.items():
        if mime == "application/json":
            yield as_json(value)
        elif isinstance(value, str) and (mime.startswith("text/") or mime == "image/svg+xml"):
            yield value


def brought(diff: NotebookDiff) -> Iterator[tuple[Cell | None, Cell | None]]:
    """The old and the new cell of each row whose source or outputs differ."""
    for row in diff.rows:
        if row.old is None or row.new is None or row.kinds & _CONTENT:
            yield row.old, row.new


Finder = Callable[[Text], Iterator[str]]
"""Gives what it found in a text, each as the words that stand for it."""


def in_notebook(notebook: Notebook, find: Finder) -> Iterator[tuple[Text, str]]:
    """What is found in a notebook, once a cell."""
    for cell in notebook.cells:
        yield from _once(cell, find)


def in_diff(diff: NotebookDiff, find: Finder) -> Iterator[tuple[Text, str]]:
    """What is found on the new side and was nowhere in the cells that it replaces."""
    pairs = list(brought(diff))
    fresh = [(text, word) for _, new in pairs if new is not None for text, word in _once(new, find)]
    if fresh:
        known = {word for old, _ in pairs if old is not None for _, word in _once(old, find)}
        yield from ((text, word) for text, word in fresh if word not in known)


def _once(cell: Cell, find: Finder) -> Iterator[tuple[Text, str]]:
    seen: set[str] = set()
    for text in texts(cell):
        for word in find(text):
            if word not in seen:
                seen.add(word)
                yield text, word
