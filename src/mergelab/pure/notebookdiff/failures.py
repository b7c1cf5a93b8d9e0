"""Whether a cell ends with an error, and what a change makes of that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mergelab.pure.notebookdiff.model import Cell
from mergelab.pure.notebookdiff.result import Row

MEANT = "raises-exception"
"""The tag by which a cell says that its error is meant to be there (as in nbclient)."""

_NAME = 80


@dataclass(frozen=True, slots=True)
class FailureChange:
    """The cell now fails, no longer fails, or fails with another error than before.

    `old` and `new` are the errors' names as the notebook has them, empty where there is none.
    """

    kind: Literal["now fails", "no longer fails", "fails otherwise"]
    old: str
    new: str


def failure(cell: Cell | None) -> str:
    """The name of the error that the cell ended with and was not meant to, or an empty text."""
    if cell is None or not cell.raw_outputs or MEANT in cell.tags:
        return ""
    errors = (output.ename or "error" for output in cell.outputs if output.kind == "error")
    return next(errors, "")[:_NAME]


def failure_change(row: Row) -> FailureChange | None:
    """What became of the cell's error; an added cell that fails now fails, a deleted one says
    nothing. None where nothing became of it."""
    if row.new is None or not row.kinds & {"outputs", "inserted", "metadata"}:
        return None
    old, new = failure(row.old), failure(row.new)
    if old == new:
        return None
    if old and new:
        return FailureChange("fails otherwise", old, new)
    return FailureChange("now fails" if new else "no longer fails", old, new)
