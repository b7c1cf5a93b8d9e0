"""A place in the newest difference."""

from dataclasses import dataclass
from typing import Any

from mergelab.discussions.models import Position


@dataclass(frozen=True)
class Place:
    """Where a position is now; lines count from 1, cells and outputs from 0.

    `path` is the file's name in the difference, which a position keeps whatever its state. Of a
    deleted cell, `cell` is the nearest one before its place.
    """

    path: str
    state: Position.State = Position.State.KEPT
    old_line: int | None = None
    new_line: int | None = None
    cell: int | None = None
    output: int | None = None
    line: int | None = None

    def fields(self) -> dict[str, Any]:
        """The `now_*` block of a Position."""
        return {
            "state": self.state,
            "now_path": self.path,
            "now_old_line": self.old_line,
            "now_new_line": self.new_line,
            "now_cell": self.cell,
            "now_output": self.output,
            "now_line": self.line,
        }
