"""The result of a merge as pieces, and writing it in the style of our file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import orjson

from mergelab.pure.notebookdiff.cellfields import WrongCell, source_field
from mergelab.pure.notebookdiff.jsontree import Span
from mergelab.pure.notebookdiff.merging.result import Conflict, Pick, Resolution
from mergelab.pure.notebookdiff.merging.sides import (
    Foreign,
    Own,
    Piece,
    Side,
    with_members,
    with_source,
)
from mergelab.pure.notebookdiff.model import NotNotebook
from mergelab.pure.notebookdiff.values import (
    Json,
    JsonObject,
    as_list,
    as_object,
    digest,
    joined,
)
from mergelab.pure.notebookdiff.writing import Document, source_json, write

_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}\Z")
_ID_LENGTH = 8
WITH_IDS = (4, 5)
"""The first nbformat whose cells must have ids."""


@dataclass(slots=True)
class Step:
    """Cells that follow each other in the result: decided, or a conflict with what it offers."""

    pieces: tuple[Piece, ...] = ()
    conflict: Conflict | None = None
    options: Mapping[Pick, tuple[Piece, ...]] = field(default_factory=dict)

    def chosen(self, resolution: Resolution) -> tuple[Piece, ...]:
        if resolution.pick != "edit":
            return self.options[resolution.pick]
        models = self.options["ours"] or self.options["theirs"]
        return (with_source(models[0], resolution.text),)


@dataclass(slots=True)
class Plan:
    """All that is needed to write the result once every conflict is decided.

    `members` are the notebook's own that change: JSON values, by key.
    """

    ours: Side
    steps: list[Step]
    metadata: JsonObject
    members: JsonObject
    format: tuple[int, int]

    def written(self, resolutions: Mapping[str, Resolution]) -> bytes:
        """The file in our style."""
        pieces: list[Piece] = []
        for step in self.steps:
            if step.conflict is None:
                pieces += step.pieces
            else:
                pieces += step.chosen(resolutions[step.conflict.key])
        return self.file(pieces)

    def file(self, pieces: list[Piece]) -> bytes:
        """The file with these cells."""
        return _Writer(self, self.ours.document.unedited()).file(self._named(pieces))

    def _named(self, pieces: list[Piece]) -> list[Piece]:
        """The pieces with an id of its own each, where the format has ids; ours keep theirs."""
        if self.format < WITH_IDS:
            return pieces
        taken = {name for name in (_id(piece) for piece in pieces) if name}
        kept: set[str] = set()
        named: dict[int, Piece] = {}
        for place in sorted(range(len(pieces)), key=lambda n: isinstance(pieces[n], Foreign)):
            name = _id(pieces[place])
            if name is None or name in kept:
                name = _new_id(pieces[place], taken)
                taken.add(name)
                named[place] = with_members(pieces[place], {"id": name})
            kept.add(name)
        return [named.get(place, piece) for place, piece in enumerate(pieces)]


def _id(piece: Piece) -> str | None:
    raw = piece.raw if isinstance(piece, Foreign) else {**piece.cell.raw, **piece.changes}
    name = raw.get("id")
    return name if isinstance(name, str) and _ID.match(name) else None


def _new_id(piece: Piece, taken: set[str]) -> str:
    """The same for the same cell among the same ids."""
    raw = piece.raw if isinstance(piece, Foreign) else piece.cell.raw
    text = joined(raw.get(source_field(raw)))
    number = 0
    while (name := digest(f"{text}\n{number}")[:_ID_LENGTH]) in taken:
        number += 1
    return name


class _Writer:
    """Edits our document into the result."""

    def __init__(self, plan: Plan, document: Document) -> None:
        self.plan = plan
        self.document = document
        lists = document.cell_lists
        if len(lists) != 1:
            raise NotNotebook("the notebook has its cells in several worksheets")
        self.cells = lists[0]
        self.span = _span_of_cells(document)

    def file(self, pieces: list[Piece]) -> bytes:
        kept = [piece.cell.index for piece in pieces if isinstance(piece, Own)]
        for piece in pieces:
            if isinstance(piece, Own) and not isinstance(piece.cell.raw, WrongCell):
                self._edit(piece)
        if len(kept) != len(pieces) or kept != list(range(len(self.cells))):
            text = self._list([self._text(piece) for piece in pieces])
            self.document = self.document.unedited()
            self.document.replace(self.span, text)
        self._edit_members()
        orjson.loads(self.document.written())  # never hand out what nobody can read
        return self.document.encoded()

    def _edit(self, piece: Own) -> None:
        document, raw = self.document, piece.cell.raw
        span = document.cells[piece.cell.index][1]
        changes: dict[str, str | None] = {}
        for key, value in piece.changes.items():
            if key == source_field(raw) and isinstance(value, str):
                changes[key] = source_json(document, raw, span, value)
            elif key == "metadata" and isinstance(raw.get(key), dict) and raw[key]:
                self._edit_object(as_object(raw[key]), document.span(raw, key), as_object(value))
            else:
                lead = document.lead_of(raw, key, span)
                changes[key] = write(value, document.style_at(span), lead)
        document.edit(raw, span, changes)

    def _edit_object(self, old: JsonObject, span: Span, new: JsonObject) -> None:
        """Only the members that differ, so that the others keep their spelling."""
        document = self.document
        changes: dict[str, str | None] = {key: None for key in old if key not in new}
        for key, value in new.items():
            if key not in old or old[key] != value:
                style = document.style_at(span)
                changes[key] = write(value, style, document.lead_of(old, key, span))
        document.edit(old, span, changes)

    def _text(self, piece: Piece) -> str:
        style, lead = self.document.style, self._lead()
        if isinstance(piece, Foreign):
            return write(_in_style(piece.raw, lines=style.lines), style, lead)
        if isinstance(piece.cell.raw, WrongCell):
            return write({**piece.cell.raw, **piece.changes}, style, lead)
        return self.document.written(*self.document.cells[piece.cell.index][1])

    def _lead(self) -> str:
        """The white space before a cell."""
        if self.cells:
            return self.document.lead(self.document.cells[0][1][0])
        return self.document.lead(self.span[0]) + (self.document.style.indent or "")

    def _list(self, texts: list[str]) -> str:
        style = self.document.style
        if not texts:
            return "[]"
        line = "" if style.indent is None else style.newline + self._lead()
        end = "" if style.indent is None else style.newline + self.document.lead(self.span[0])
        return "[" + line + (style.comma + line).join(texts) + end + "]"

    def _edit_members(self) -> None:
        document, value = self.document, self.document.value
        start = document.text.index("{")
        whole = start, document.text.rindex("}") + 1
        changes: dict[str, str | None] = {}
        for key, member in self._members():
            if key == "metadata" and isinstance(value.get(key), dict) and value[key]:
                span = document.span(value, key)
                self._edit_object(as_object(value[key]), span, as_object(member))
            elif key not in value or value[key] != member:
                lead = document.lead_of(value, key, whole)
                changes[key] = write(member, document.style, lead)
        document.edit(value, whole, changes)

    def _members(self) -> Iterator[tuple[str, Json]]:
        yield from self.plan.members.items()
        if self.plan.metadata or "metadata" in self.document.value:
            yield "metadata", self.plan.metadata
        if self.plan.format[1] or "nbformat_minor" in self.document.value:
            yield "nbformat_minor", self.plan.format[1]


def _span_of_cells(document: Document) -> Span:
    value = document.value
    if isinstance(value.get("cells"), list):
        return document.span(value, "cells")
    sheet = as_object(as_list(value.get("worksheets"))[0])
    if "cells" not in sheet:
        raise NotNotebook("the notebook has a worksheet without cells")
    return document.span(sheet, "cells")


def _in_style(raw: JsonObject, *, lines: bool) -> JsonObject:
    """A cell with its source as our file stores sources."""
    key = source_field(raw)
    source = raw.get(key)
    if lines and isinstance(source, str):
        return {**raw, key: list(source.splitlines(keepends=True))}
    return {**raw, key: joined(source)} if not lines and isinstance(source, list) else raw
