"""What a reader of a notebook should know: things repaired, guessed, or hidden from the eye."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from mergelab.pure.notebookdiff.cellfields import KINDS, WrongCell, source_field
from mergelab.pure.notebookdiff.values import JsonObject, joined

ProblemKind = Literal[
    "cell-type",
    "duplicate-id",
    "duplicate-key",
    "encoding",
    "format",
    "hidden-text",
    "line-ends",
    "repaired",
    "wrong-type",
]

_HIDDEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the reader had to repair or guess; `cell` is the cell's index, if it is in one."""

    kind: ProblemKind
    message: str
    cell: int | None = None


def problems_of_cells(cells: Sequence[JsonObject]) -> Iterator[Problem]:
    """In the order of the cells; repeated ids after everything else."""
    for index, raw in enumerate(cells):
        yield from _of_cell(index, raw)
    yield from _repeated_ids(cells)


def _of_cell(index: int, raw: JsonObject) -> Iterator[Problem]:
    if isinstance(raw, WrongCell):
        yield Problem("wrong-type", "the cell is not an object", index)
    word = raw.get("cell_type")
    if not isinstance(word, str) or word not in KINDS:
        yield Problem("cell-type", f"unknown type of cell: {str(word)[:60]}", index)
    source = raw.get(source_field(raw))
    if not isinstance(source, str | list | None):
        yield Problem("wrong-type", "the source is not text", index)
    text = joined(source)
    if "\r" in text:
        yield Problem("line-ends", "the source has CR line ends", index)
    if not text.isascii() and _HIDDEN.search(text):
        words = "the source has invisible or direction-changing characters"
        yield Problem("hidden-text", words, index)
    if not isinstance(raw.get("outputs"), list | None):
        yield Problem("wrong-type", "the outputs are not a list", index)


def _repeated_ids(cells: Sequence[JsonObject]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, raw in enumerate(cells):
        name = raw.get("id")
        if isinstance(name, str) and name:
            if name in seen:
                yield Problem("duplicate-id", f"the id “{name[:80]}” is taken", index)
            seen.add(name)
