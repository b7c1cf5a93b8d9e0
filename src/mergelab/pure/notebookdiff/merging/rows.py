"""Conflicts and rows, made of the cells they are about."""

from __future__ import annotations

from collections.abc import Sequence

from mergelab.pure.notebookdiff.merging.diff3 import Chunk
from mergelab.pure.notebookdiff.merging.result import Conflict, ConflictKind, MergeRow, Pick
from mergelab.pure.notebookdiff.model import Cell
from mergelab.pure.notebookdiff.values import Json, as_json, digest

_KEY_LENGTH = 12


def conflict_of(
    kind: ConflictKind,
    *,
    base: Sequence[Cell] = (),
    ours: Sequence[Cell] = (),
    theirs: Sequence[Cell] = (),
    chunks: tuple[Chunk, ...],
    choices: Sequence[Pick],
) -> Conflict:
    """The conflict with its key: from what it is about and where, so the same every time."""
    cells: list[Json] = [
        [[cell.index, cell.kind, cell.source] for cell in side] for side in (base, ours, theirs)
    ]
    key = digest(as_json([kind, *cells]))[:_KEY_LENGTH]
    reason = _reason(kind, ours, theirs)
    return Conflict(
        key, kind, reason, tuple(base), tuple(ours), tuple(theirs), chunks, tuple(choices)
    )


def _reason(kind: ConflictKind, ours: Sequence[Cell], theirs: Sequence[Cell]) -> str:
    if kind == "deleted":
        return (
            "We deleted the cell, they changed it."
            if not ours
            else "They deleted the cell, we changed it."
        )
    if kind == "insertions":
        mine, other = _cells(len(ours)), _cells(len(theirs))
        return f"Both sides added cells at this place: {mine} of ours, {other} of theirs."
    return {
        "source": "Both sides changed the same lines.",
        "type": "One side made it another kind of cell, and the other changed it, too.",
        "attachments": "Both sides changed the same attachment.",
    }[kind]


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"


def conflict_rows(conflict: Conflict) -> list[MergeRow]:
    """Our and their cells beside each other, as many rows as the longer side has."""
    count = max(len(conflict.base), len(conflict.ours), len(conflict.theirs))
    return [
        MergeRow(
            _at(conflict.base, n),
            _at(conflict.ours, n),
            _at(conflict.theirs, n),
            "conflict",
            None,
            conflict.key,
        )
        for n in range(count)
    ]


def _at(cells: tuple[Cell, ...], place: int) -> Cell | None:
    return cells[place] if place < len(cells) else None
