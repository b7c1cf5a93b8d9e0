"""What a merge gives: the notebook or its conflicts, and rows to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mergelab.pure.notebookdiff.merging.diff3 import Chunk
from mergelab.pure.notebookdiff.model import Cell

if TYPE_CHECKING:
    from mergelab.pure.notebookdiff.merging.plan import Plan

Pick = Literal["base", "ours", "theirs", "both", "both-reversed", "edit", "delete"]
ConflictKind = Literal["source", "deleted", "insertions", "type", "attachments"]
State = Literal["same", "ours", "theirs", "merged", "conflict", "deleted"]
OutputPolicy = Literal["clear", "newest", "ours", "theirs"]
"""Whose outputs a cell gets that both sides ran: nobody's, those of the later run where both say
when they ran (else nobody's), or one side's."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What to take for a conflict; `text` is the source for "edit"."""

    pick: Pick
    text: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A place that people have to decide on.

    `key` is the same whenever the same three files are merged. `reason` is a sentence. `base`,
    `ours` and `theirs` are the cells there: one or none each, but for "insertions", where either
    side may have several. `chunks` show the lines of the three; `choices` are the picks that
    `resolve` takes for it.
    """

    key: str
    kind: ConflictKind
    reason: str
    base: tuple[Cell, ...]
    ours: tuple[Cell, ...]
    theirs: tuple[Cell, ...]
    chunks: tuple[Chunk, ...]
    choices: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A cell in three columns, in the order of the result.

    `state`: nobody changed it, one side did (or added it), both did, it is part of the conflict
    `conflict` (a key), or it is gone. `source` is what the result says; None for a cell that is
    gone or in conflict.
    """

    base: Cell | None
    ours: Cell | None
    theirs: Cell | None
    state: State
    source: str | None
    conflict: str | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """The merged file, or None while `conflicts` are left; `resolve` decides these.

    `notes` are sentences about what was decided without asking: outputs that were cleared,
    metadata that both sides changed.
    """

    data: bytes | None
    conflicts: tuple[Conflict, ...]
    cells: tuple[MergeRow, ...]
    notes: tuple[str, ...]
    plan: Plan


def resolve(merge: Merge, resolutions: Mapping[str, Resolution]) -> bytes:
    """The file with every conflict decided, by the keys of `Merge.conflicts`.

    Raises `ValueError` with a sentence: for conflicts that are left, keys that name no conflict,
    and picks that a conflict does not offer.
    """
    known = {conflict.key: conflict for conflict in merge.conflicts}
    left = [key for key in known if key not in resolutions]
    if left:
        raise ValueError(f"{len(left)} conflicts are not decided: {', '.join(left)}.")
    for key, resolution in resolutions.items():
        if key not in known:
            raise ValueError(f"No conflict has the key {key}.")
        if resolution.pick not in known[key].choices:
            raise ValueError(f"“{resolution.pick}” cannot be chosen for the conflict {key}.")
    return merge.data if merge.data is not None else merge.plan.written(resolutions)
