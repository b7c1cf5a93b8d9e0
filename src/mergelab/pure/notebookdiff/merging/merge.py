"""Merging two versions of a notebook that come from a third."""

from __future__ import annotations

from collections.abc import Iterator

from mergelab.pure.notebookdiff.cellfields import source_field
from mergelab.pure.notebookdiff.merging.cells import (
    Merged,
    foreign,
    has_changed,
    is_edited,
    is_same_addition,
    joined_chunks,
    merge_cell,
)
from mergelab.pure.notebookdiff.merging.diff3 import Chunk, merge_lines
from mergelab.pure.notebookdiff.merging.members import merge_members
from mergelab.pure.notebookdiff.merging.order import Came, Kept, ordered
from mergelab.pure.notebookdiff.merging.plan import Plan, Step
from mergelab.pure.notebookdiff.merging.result import (
    Conflict,
    Merge,
    MergeRow,
    OutputPolicy,
    Pick,
    State,
)
from mergelab.pure.notebookdiff.merging.rows import conflict_of, conflict_rows
from mergelab.pure.notebookdiff.merging.sides import Foreign, Own, Piece, Side, Sides, with_source
from mergelab.pure.notebookdiff.model import Cell, Limits, NotNotebook
from mergelab.pure.notebookdiff.values import JsonObject, joined, with_lf


def merge_notebooks(
    base: bytes | None,
    ours: bytes,
    theirs: bytes,
    *,
    outputs: OutputPolicy = "clear",
    limits: Limits | None = None,
) -> Merge:
    """The three files as one, cell by cell; `base` is None where both sides added the file.

    Where one side is the base, or both are equal, the result is the other side's bytes exactly.
    Else it is our file with their changes, written as ours is written. Conflicts are only for
    people to decide: both changed the same lines of a cell; one deleted what the other changed;
    both inserted other cells at one place; one made a cell another kind and the other changed it;
    both changed an attachment.

    Raises `NotNotebook` where a file is none or in no encoding that can be written, and where the
    three are of different formats.
    """
    limits = limits or Limits()
    sides = Sides(
        None if base is None else Side(base, limits),
        Side(ours, limits),
        Side(theirs, limits),
        outputs,
    )
    _check_formats([side for side in (sides.base, sides.ours, sides.theirs) if side])
    merge = _Merge(sides).merge()
    if base in (ours, theirs) or ours == theirs:
        same = theirs if base == ours else ours
        return Merge(same, (), merge.cells, (), merge.plan)
    return merge


def _check_formats(sides: list[Side]) -> None:
    majors = {side.format[0] for side in sides}
    if len(majors) > 1:
        names = " and ".join(map(str, sorted(majors)))
        raise NotNotebook(f"the versions are of different notebook formats: {names}")
    if any(len(side.document.cell_lists) != 1 for side in sides):
        raise NotNotebook("a version has its cells in several worksheets")


class _Merge:
    def __init__(self, sides: Sides) -> None:
        self.sides = sides
        self.base = sides.base.cells if sides.base else []
        self.ours, self.theirs = sides.ours.cells, sides.theirs.cells
        self.steps: list[Step] = []
        self.rows: list[MergeRow] = []
        self.notes: list[str] = []

    def merge(self) -> Merge:
        for entry in ordered(self.base, self.ours, self.theirs):
            if isinstance(entry, Kept):
                self._kept(entry)
            else:
                self._came(entry)
        members = merge_members(self.sides)
        plan = Plan(self.sides.ours, self.steps, members.metadata, members.others, members.format)
        conflicts = tuple(step.conflict for step in self.steps if step.conflict is not None)
        data = None if conflicts else plan.written({})
        notes = (*self._repairs(), *members.notes, *self.notes)
        return Merge(data, conflicts, tuple(self.rows), notes, plan)

    def _kept(self, entry: Kept) -> None:
        base = self.base[entry.base]
        ours = None if entry.ours is None else self.ours[entry.ours]
        theirs = None if entry.theirs is None else self.theirs[entry.theirs]
        if ours is not None and theirs is not None:
            if entry.moved:
                self.notes.append(
                    f"Cell {ours.index + 1}: both sides moved it; it stands where ours has it."
                )
            self._both(base, ours, theirs)
            return
        left = ours or theirs
        if left is None or not is_edited(base, left):
            self.rows.append(MergeRow(base, ours, theirs, "deleted", None))
            return
        self._deleted(base, ours, theirs)

    def _both(self, base: Cell | None, ours: Cell, theirs: Cell) -> None:
        merged = merge_cell(self.sides, base, ours, theirs)
        if merged.piece is None:
            assert base is not None, "what both sides added is in conflict as a whole"
            self._changed(base, ours, theirs, merged)
            return
        self.notes += merged.notes
        self.steps.append(Step((merged.piece,)))
        state = _state(base, ours, theirs)
        self.rows.append(MergeRow(base, ours, theirs, state, _source(merged.piece)))

    def _changed(self, base: Cell, ours: Cell, theirs: Cell, merged: Merged) -> None:
        """Both changed a cell, and not only each in its own lines."""
        options = self._sides_of(base, ours, theirs)
        if merged.conflict == "source":
            for pick, reverse in (("both", False), ("both-reversed", True)):
                source = joined_chunks(merged.chunks, theirs_first=reverse)
                options[pick] = (with_source(Own(ours), source),)  # type: ignore[index]
        assert merged.conflict is not None
        self._conflict(
            conflict_of(
                merged.conflict,
                base=[base],
                ours=[ours],
                theirs=[theirs],
                chunks=merged.chunks,
                choices=_choices(options),
            ),
            options,
        )

    def _deleted(self, base: Cell, ours: Cell | None, theirs: Cell | None) -> None:
        options = self._sides_of(base, ours, theirs)
        mine, other = [ours] if ours else [], [theirs] if theirs else []
        chunks = merge_lines(base.lines, ours.lines if ours else (), theirs.lines if theirs else ())
        self._conflict(
            conflict_of(
                "deleted",
                base=[base],
                ours=mine,
                theirs=other,
                chunks=chunks,
                choices=_choices(options),
            ),
            options,
        )

    def _sides_of(
        self, base: Cell, ours: Cell | None, theirs: Cell | None
    ) -> dict[Pick, tuple[Piece, ...]]:
        assert self.sides.base is not None
        return {
            "base": (foreign(self.sides.base, base, like=ours or theirs),),
            "ours": (Own(ours),) if ours else (),
            "theirs": (foreign(self.sides.theirs, theirs, like=ours),) if theirs else (),
            "delete": (),
        }

    def _came(self, entry: Came) -> None:
        ours = [self.ours[place] for place in entry.ours]
        theirs = [self.theirs[place] for place in entry.theirs]
        if len(ours) == len(theirs) == 1 and is_same_addition(ours[0], theirs[0]):
            self._both(None, ours[0], theirs[0])
        elif not _has_text(theirs) or not _has_text(ours):
            self._one_sided(ours, theirs)
        else:
            self._insertions(ours, theirs)

    def _one_sided(self, ours: list[Cell], theirs: list[Cell]) -> None:
        """Cells of one side; empty cells of the other, if any, stand beside them."""
        for cell in ours:
            self.steps.append(Step((Own(cell),)))
            self.rows.append(MergeRow(None, cell, None, "ours", cell.source))
        for cell in theirs:
            self.steps.append(Step((foreign(self.sides.theirs, cell),)))
            self.rows.append(MergeRow(None, None, cell, "theirs", cell.source))

    def _insertions(self, ours: list[Cell], theirs: list[Cell]) -> None:
        mine: tuple[Piece, ...] = tuple(Own(cell) for cell in ours)
        other: tuple[Piece, ...] = tuple(foreign(self.sides.theirs, cell) for cell in theirs)
        options: dict[Pick, tuple[Piece, ...]] = {
            "both": (*mine, *other),
            "both-reversed": (*other, *mine),
            "ours": mine,
            "theirs": other,
            "delete": (),
        }
        lines = [tuple(line for cell in side for line in cell.lines) for side in (ours, theirs)]
        chunks = (Chunk("conflict", (), lines[0], lines[1]),)
        conflict = conflict_of(
            "insertions", ours=ours, theirs=theirs, chunks=chunks, choices=_choices(options)
        )
        self._conflict(conflict, options)

    def _conflict(self, conflict: Conflict, options: dict[Pick, tuple[Piece, ...]]) -> None:
        self.steps.append(Step((), conflict, options))
        self.rows += conflict_rows(conflict)

    def _repairs(self) -> Iterator[str]:
        for name, side in (("Our", self.sides.ours), ("Their", self.sides.theirs)):
            if side.was_broken:
                yield f"{name} file was no valid JSON, or repeated a key; it was written anew."


def _choices(options: dict[Pick, tuple[Piece, ...]]) -> list[Pick]:
    return [*options, "edit"]


def _has_text(cells: list[Cell]) -> bool:
    return any(cell.source.strip() or cell.raw_outputs or cell.attachments for cell in cells)


def _state(base: Cell | None, ours: Cell, theirs: Cell) -> State:
    if base is None:
        return "merged"
    changed = has_changed(base, ours), has_changed(base, theirs)
    if all(changed):
        return "merged"
    return "ours" if changed[0] else "theirs" if changed[1] else "same"


def _source(piece: Piece) -> str:
    raw: JsonObject
    if isinstance(piece, Foreign):
        raw = piece.raw
    else:
        if source_field(piece.cell.raw) not in piece.changes:
            return piece.cell.source
        raw = {**piece.cell.raw, **piece.changes}
    return with_lf(joined(raw.get(source_field(raw))))
