"""Merging one cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from mergelab.pure.notebookdiff.compare import NO_CONTENT, TIMING
from mergelab.pure.notebookdiff.merging.diff3 import Chunk, merge_lines
from mergelab.pure.notebookdiff.merging.outputs import Whose, outputs_of
from mergelab.pure.notebookdiff.merging.result import ConflictKind
from mergelab.pure.notebookdiff.merging.sides import (
    COUNTS,
    Foreign,
    Own,
    Piece,
    Side,
    Sides,
    source_members,
)
from mergelab.pure.notebookdiff.merging.values import Clashes, merge_objects
from mergelab.pure.notebookdiff.model import Cell
from mergelab.pure.notebookdiff.values import Json, JsonObject, as_object

_OWN_RULES = frozenset(
    [*COUNTS, "cell_type", "source", "input", "outputs", "metadata", "attachments", "id"]
)


@dataclass(slots=True)
class Merged:
    """What merging a cell gave: the piece, or what it is in conflict about."""

    piece: Piece | None
    conflict: ConflictKind | None = None
    chunks: tuple[Chunk, ...] = ()
    notes: list[str] = field(default_factory=list)


def merge_cell(sides: Sides, base: Cell | None, ours: Cell, theirs: Cell) -> Merged:
    """One cell that both sides have. Without a base its texts are equal on both sides."""
    if base is not None and _is_same(base, theirs):
        return Merged(Own(ours))
    chunks = merge_lines(base.lines, ours.lines, theirs.lines) if base is not None else ()
    conflict = _conflict(base, ours, theirs, chunks)
    if conflict:
        return Merged(None, conflict, chunks)
    return _Merger(sides, base, ours, theirs).merged(chunks)


def is_edited(base: Cell, side: Cell) -> bool:
    """Whether more than a run happened to a cell: deleting it would lose somebody's work."""
    return base.key != side.key or base.attachments != side.attachments


def is_same_addition(ours: Cell, theirs: Cell) -> bool:
    """Whether two new cells are one: of equal text, without two attachments of one name."""
    clashes = Clashes()
    merge_objects({}, ours.attachments, theirs.attachments, clashes)
    return ours.key == theirs.key and not clashes.found


def has_changed(base: Cell, side: Cell) -> bool:
    """Whether anything but the id differs."""
    return not _is_same(base, side)


def joined_chunks(chunks: tuple[Chunk, ...], *, theirs_first: bool = False) -> str:
    """The source with both sides' lines where they are in conflict."""
    lines: list[str] = []
    for chunk in chunks:
        if chunk.kind != "conflict":
            lines += chunk.merged
        else:
            first, second = chunk.ours, chunk.theirs
            lines += (*second, *first) if theirs_first else (*first, *second)
    return "\n".join(lines)


def foreign(side: Side, cell: Cell, *, like: Cell | None = None) -> Foreign:
    """A cell of another file, as our cell `like` is called if we have it."""
    raw = side.raw(cell)
    if like is not None and like.id:
        raw["id"] = like.id
    return Foreign(raw)


def _is_same(one: Cell, other: Cell) -> bool:
    if one.raw == other.raw:
        return True
    keys = one.raw.keys() | other.raw.keys()
    return one.source == other.source and all(
        one.raw.get(key) == other.raw.get(key) for key in keys - {"id", "source", "input"}
    )


def _conflict(
    base: Cell | None, ours: Cell, theirs: Cell, chunks: tuple[Chunk, ...]
) -> ConflictKind | None:
    if base is None:
        return None
    types = {base.kind, ours.kind, theirs.kind}
    if len(types) > 1 and ours.kind != theirs.kind:
        other = theirs if ours.kind != base.kind else ours
        if other.kind != base.kind or is_edited(base, other):
            return "type"
    if any(chunk.kind == "conflict" for chunk in chunks):
        return "source"
    clashes = Clashes()
    merge_objects(base.attachments, ours.attachments, theirs.attachments, clashes)
    return "attachments" if clashes.found else None


class _Merger:
    """Merges a cell without conflicts into ours."""

    def __init__(self, sides: Sides, base: Cell | None, ours: Cell, theirs: Cell) -> None:
        self.sides = sides
        self.base, self.ours, self.theirs = base, ours, theirs
        self.clashes = Clashes()

    def merged(self, chunks: tuple[Chunk, ...]) -> Merged:
        whose = outputs_of(self.base, self.ours, self.theirs, self.sides.policy)
        changes = dict(self._changes(whose))
        if self.base is not None and self.ours.kind != self.theirs.kind != self.base.kind:
            piece = self._of_their_type(changes)
        else:
            source = "\n".join(line for chunk in chunks for line in chunk.merged)
            if self.base is not None and source != self.ours.source:
                changes |= source_members(self.ours.raw, source)
            piece = Own(self.ours, changes)
        return Merged(piece, None, chunks, list(self._notes(whose)))

    def _of_their_type(self, changes: JsonObject) -> Piece:
        """They made it another kind of cell, we at most ran it: the cell is theirs."""
        raw = self.sides.theirs.raw(self.theirs)
        kept: JsonObject = {
            key: changes[key] for key in ("metadata", "attachments") if key in changes
        }
        if self.ours.id:
            kept["id"] = self.ours.id
        return Foreign({**raw, **kept})

    def _changes(self, whose: Whose) -> Iterator[tuple[str, Json]]:
        yield from self._other_members()
        if self.ours.kind == "code":
            yield from self._run(whose)
        metadata = self._metadata(whose)
        if metadata != as_object(self.ours.raw.get("metadata")):
            yield "metadata", metadata
        attachments = merge_objects(
            self.base.attachments if self.base else {},
            self.ours.attachments,
            self.theirs.attachments,
        )
        if attachments != self.ours.attachments:
            yield "attachments", attachments
        if not self.ours.id and self.theirs.id:
            yield "id", self.theirs.id

    def _other_members(self) -> Iterator[tuple[str, Json]]:
        """Keys that nbformat 3 or nobody knows; what they dropped may mean something and stays."""
        base, ours, theirs = (
            {key: value for key, value in cell.raw.items() if key not in _OWN_RULES} if cell else {}
            for cell in (self.base, self.ours, self.theirs)
        )
        merged = merge_objects(base, ours, theirs, self.clashes)
        yield from ((k, value) for k, value in merged.items() if k not in ours or ours[k] != value)

    def _run(self, whose: Whose) -> Iterator[tuple[str, Json]]:
        ours = self.ours.raw
        if whose == "nobody":
            if ours.get("outputs"):
                yield "outputs", []
            yield from ((key, None) for key in COUNTS if ours.get(key) is not None)
        elif whose == "theirs" and self.theirs.kind == "code":
            for key in ("outputs", *COUNTS):
                if key in self.theirs.raw and self.theirs.raw[key] != ours.get(key):
                    yield key, self.sides.theirs.value(self.theirs, key)

    def _metadata(self, whose: Whose) -> JsonObject:
        """Merged by key; the times of the run are those of the side whose outputs are kept."""
        base, ours, theirs = (
            as_object(side.value(cell, "metadata")) if side is not None and cell is not None else {}
            for side, cell in (
                (self.sides.base, self.base),
                (self.sides.ours, self.ours),
                (self.sides.theirs, self.theirs),
            )
        )
        times = {"ours": ours, "theirs": theirs, "nobody": {}}[whose]
        merged = merge_objects(base, ours, theirs, self.clashes)
        for key in TIMING:
            merged.pop(key, None)
            if key in times:
                merged[key] = times[key]
        order = [*ours, *theirs]
        return dict(sorted(merged.items(), key=lambda member: order.index(member[0])))

    def _notes(self, whose: Whose) -> Iterator[str]:
        name = f"Cell {self.ours.index + 1}"
        if whose == "nobody" and self.ours.kind == "code":
            yield f"{name}: both sides ran it, so its outputs were cleared."
        for path, kept in self.clashes.found:
            if path[0] not in NO_CONTENT:
                yield (
                    f"{name}: both sides changed “{'.'.join(path)}”; "
                    f"{'ours' if kept == 'ours' else 'theirs'} is kept."
                )
