"""A place in the newest difference."""

from dataclasses import dataclass
from typing import Any

from mergelab.discussions.models import Position


@dataclass(frozen=True)
class Place:
    """Where a position is now; lines count from 1, cells and outputs from 0.

    `path` is the file's name in the difference, which an outdated position keeps too.
    """

    path: str
    is_outdated: bool = False
    old_line: int | None = None
    new_line: int | None = None
    cell: int | None = None
    output: int | None = None
    line: int | None = None

    def fields(self) -> dict[str, Any]:
        """The `now_*` block of a Position."""
        state = Position.State.OUTDATED if self.is_outdated else Position.State.KEPT
        return {
            "state": state,
            "now_path": self.path,
            "now_old_line": self.old_line,
            "now_new_line": self.new_line,
            "now_cell": self.cell,
            "now_output": self.output,
            "now_line": self.line,
        }
