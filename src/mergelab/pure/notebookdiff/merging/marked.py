"""An undecided merge as a notebook that opens, both versions in it."""

from __future__ import annotations

from collections.abc import Iterator

from mergelab.pure.notebookdiff.merging.result import Conflict, Merge
from mergelab.pure.notebookdiff.merging.sides import Foreign, Piece, metadata_of, with_members
from mergelab.pure.notebookdiff.values import JsonObject
from mergelab.pure.notebookdiff.writing.cleaning import CONFLICT


def marked(merge: Merge, *, ours: str = "ours", theirs: str = "theirs") -> bytes:
    """The merged notebook; at each conflict a note, our cells and their cells.

    All of these say in their metadata, under `writing.CONFLICT`, which conflict they belong to and
    what they are: `{"key": …, "side": "note" | "ours" | "theirs"}`. A conflict is settled when its
    note is gone. `ours` and `theirs` are names for people, of branches or commits.
    """
    if merge.data is not None:
        return merge.data
    pieces: list[Piece] = []
    for step in merge.plan.steps:
        if step.conflict is None:
            pieces += step.pieces
            continue
        pieces.append(_note(step.conflict, ours, theirs))
        for side in ("ours", "theirs"):
            options = step.options["ours" if side == "ours" else "theirs"]
            pieces += [_marked(piece, step.conflict, side) for piece in options]
    return merge.plan.file(pieces)


def _marked(piece: Piece, conflict: Conflict, side: str) -> Piece:
    return with_members(piece, {"metadata": {**metadata_of(piece), **_mark(conflict, side)}})


def _note(conflict: Conflict, ours: str, theirs: str) -> Piece:
    source = "\n".join(_words(conflict, ours, theirs))
    return Foreign({"cell_type": "markdown", "metadata": _mark(conflict, "note"), "source": source})


def _mark(conflict: Conflict, side: str) -> JsonObject:
    return {CONFLICT: {"key": conflict.key, "side": side}}


def _words(conflict: Conflict, ours: str, theirs: str) -> Iterator[str]:
    yield f"**Merge conflict.** {conflict.reason}"
    yield ""
    yield f"- ours ({ours}): {_cells(len(conflict.ours))}"
    yield f"- theirs ({theirs}): {_cells(len(conflict.theirs))}"
    yield ""
    yield "They follow in this order. Keep what shall stay, then delete this note."


def _cells(count: int) -> str:
    if count == 0:
        return "the cell is deleted"
    return "1 cell" if count == 1 else f"{count} cells"
