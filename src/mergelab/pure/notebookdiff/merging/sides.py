"""The three files as they are merged, and the pieces that the result is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from mergelab.pure.notebookdiff.cellfields import HEADINGS, WrongCell, source_field
from mergelab.pure.notebookdiff.compare import TIMING
from mergelab.pure.notebookdiff.merging.result import OutputPolicy
from mergelab.pure.notebookdiff.model import Cell, Limits, NotNotebook
from mergelab.pure.notebookdiff.values import Json, JsonObject, as_count, as_object
from mergelab.pure.notebookdiff.writing import Document, Unwritable

COUNTS = ("execution_count", "prompt_number")


class Side:
    """One of the files: its document and its cells. Raises `NotNotebook`."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        try:
            self.document = Document.read(data, limits)
        except Unwritable as problem:
            raise NotNotebook("the file is not in UTF-8") from problem
        self.was_broken = not self.document.is_strict or self.document.repeats_keys
        if self.was_broken:
            self.document = self.document.rewritten()

    @cached_property
    def cells(self) -> list[Cell]:
        return [
            Cell(index, raw if isinstance(raw, dict) else WrongCell.of(raw))
            for index, (raw, _) in enumerate(self.document.cells)
        ]

    @property
    def format(self) -> tuple[int, int]:
        value = self.document.value
        return as_count(value.get("nbformat")) or 0, as_count(value.get("nbformat_minor")) or 0

    def raw(self, cell: Cell) -> JsonObject:
        """The cell's JSON with its numbers as the file spells them, to be changed freely."""
        if isinstance(cell.raw, WrongCell):
            return dict(cell.raw)
        return dict(as_object(self.document.spelled(cell.raw)))

    def value(self, cell: Cell, key: str) -> Json:
        """One member of the cell's JSON, spelled likewise."""
        if isinstance(cell.raw, WrongCell):
            return cell.raw.get(key)
        return self.document.member(cell.raw, key)


@dataclass(frozen=True, slots=True)
class Sides:
    """The three files, and how to choose between outputs."""

    base: Side | None
    ours: Side
    theirs: Side
    policy: OutputPolicy = "clear"


@dataclass(frozen=True, slots=True)
class Own:
    """A cell of ours in the result, with the members that change (None values are JSON's null)."""

    cell: Cell
    changes: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Foreign:
    """A cell of another file, or a new one, in the result."""

    raw: JsonObject


Piece: TypeAlias = "Own | Foreign"


def source_members(raw: JsonObject, source: str) -> JsonObject:
    """The members that give a cell a source.

    A heading of nbformat 3 has its level beside its text; what is none any more becomes Markdown.
    """
    if raw.get("cell_type") == "heading":
        marks, _, text = source.partition(" ")
        if set(marks) == {"#"} and len(marks) <= HEADINGS:
            return {"level": len(marks), "source": text}
        return {"cell_type": "markdown", "source": source}
    return {source_field(raw): source}


def with_source(piece: Piece, source: str) -> Piece:
    """The piece with another source; what it says of runs goes."""
    raw = piece.cell.raw if isinstance(piece, Own) else piece.raw
    changes = source_members(raw, source)
    if raw.get("outputs"):
        changes["outputs"] = []
    changes |= {key: None for key in COUNTS if raw.get(key) is not None}
    metadata = as_object(raw.get("metadata"))
    if metadata.keys() & TIMING:
        changes["metadata"] = {k: value for k, value in metadata.items() if k not in TIMING}
    return with_members(piece, changes)


def with_members(piece: Piece, changes: Mapping[str, Json]) -> Piece:
    if isinstance(piece, Foreign):
        return Foreign({**piece.raw, **changes})
    return Own(piece.cell, {**piece.changes, **changes})


def metadata_of(piece: Piece) -> JsonObject:
    if isinstance(piece, Foreign):
        return as_object(piece.raw.get("metadata"))
    return as_object(piece.changes.get("metadata", piece.cell.raw.get("metadata")))
