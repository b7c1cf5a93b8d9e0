"""Where a line of an earlier version is in a later one, so that a thread stays on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from mergelab.pure.textdiff.lines import Opcode, diff_lines

AROUND = 3
"""Lines on each side that tell equal lines apart."""

TELLING = 8
"""Characters from which a text that occurs once on each side is known without its neighbours."""


class Tracked(NamedTuple):
    """`line` in the new version, or None with `near`, the line before which it was lost.

    Kept: the line stands in the same order as before. Moved: the same text, but for its indent,
    now stands elsewhere. Lines count from 1; `near` may be one past the last.
    """

    state: Literal["kept", "moved", "gone"]
    line: int | None
    near: int


def track_line(old_lines: Sequence[str], new_lines: Sequence[str], line: int) -> int | None:
    """The number in the new version of a line of the old one, or None when it is gone.

    Raises ValueError for a line that the old version does not have.
    """
    return track_lines(old_lines, new_lines, [line])[line].line


def track_lines(
    old_lines: Sequence[str], new_lines: Sequence[str], lines: Iterable[int]
) -> dict[int, Tracked]:
    """As `track_line`, for several lines at the price of one difference."""
    wanted = sorted(set(lines))
    if wanted and not 1 <= wanted[0] <= wanted[-1] <= len(old_lines):
        raise ValueError("no such line in the old version")
    changes = diff_lines(old_lines, new_lines)
    moves: _Moves | None = None
    result: dict[int, Tracked] = {}
    at = 0
    for line in wanted:
        while changes[at].i2 < line:
            at += 1
        op = changes[at]
        if op.tag == "equal":
            new = op.j1 + line - op.i1
            result[line] = Tracked("kept", new, new)
            continue
        moves = moves or _Moves(old_lines, new_lines, changes)
        place = moves.of(line - 1)
        if place is None:
            result[line] = Tracked("gone", None, op.j1 + 1)
        else:
            result[line] = Tracked("moved", place + 1, place + 1)
    return result


class _Moves:
    """Removed lines found again among the added ones."""

    def __init__(self, old: Sequence[str], new: Sequence[str], opcodes: list[Opcode]) -> None:
        self.old, self.new = old, new
        self.removed: dict[str, list[int]] = {}
        self.added: dict[str, list[int]] = {}
        for op in opcodes:
            if op.tag != "equal":
                for i in range(op.i1, op.i2):
                    self.removed.setdefault(old[i].strip(), []).append(i)
                for j in range(op.j1, op.j2):
                    self.added.setdefault(new[j].strip(), []).append(j)

    def of(self, line: int) -> int | None:
        text = self.old[line].strip()
        candidates = self.added.get(text, [])[:100]
        if not text or not candidates:
            return None
        if len(candidates) == 1 == len(self.removed[text]) and len(text) >= TELLING:
            return candidates[0]
        scores = [self._agreement(line, candidate) for candidate in candidates]
        best = max(scores)
        return candidates[scores.index(best)] if best and scores.count(best) == 1 else None

    def _agreement(self, i: int, j: int) -> int:
        """How many of the lines around both, that say something, are the same."""
        count = 0
        for by in (*range(-AROUND, 0), *range(1, AROUND + 1)):
            if 0 <= i + by < len(self.old) and 0 <= j + by < len(self.new):
                text = self.old[i + by].strip()
                count += bool(text) and text == self.new[j + by].strip()
        return count
