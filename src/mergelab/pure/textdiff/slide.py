"""Where a block of added or removed lines is shown when several places are equally right.

In `a b a b`, of which one `a b` is new, three placements say the same thing. People cut before a
heading, after a blank line, at the outer indent; so do we.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

FARTHEST = 100
"""Lines a block is slid in one go. Bounds the work per block."""

TAB = 8


class Change(NamedTuple):
    """`old[i1:i2]` became `new[j1:j2]`; one of them may be empty."""

    i1: int
    i2: int
    j1: int
    j2: int

    def moved(self, by: int) -> Change:
        return Change(self.i1 + by, self.i2 + by, self.j1 + by, self.j2 + by)


def slid(
    changes: list[Change],
    old_keys: Sequence[str],
    new_keys: Sequence[str],
    old: Sequence[str],
    new: Sequence[str],
) -> list[Change]:
    """The same difference with each block at its most readable place, touching blocks joined.

    `changes` ascend and do not touch. The keys decide what is equal; the lines are what is read.
    """
    placed: list[Change] = []
    waiting = changes[::-1]
    while waiting:
        change = waiting.pop()
        if change.i1 < change.i2 and change.j1 < change.j2:
            placed.append(change)
            continue
        added = change.i1 == change.i2
        keys, lines = (new_keys, new) if added else (old_keys, old)
        first, last = (change.j1, change.j2) if added else (change.i1, change.i2)
        before = placed[-1] if placed else Change(0, 0, 0, 0)
        up_limit = min(FARTHEST, change.i1 - before.i2)
        up = _repeats(keys, first - 1, last - 1, -1, up_limit)
        if placed and up == change.i1 - before.i2:
            waiting.append(_joined(placed.pop(), change.moved(-up)))
            continue
        after = waiting[-1].i1 if waiting else len(old_keys)
        down = _repeats(keys, first, last, 1, min(FARTHEST, after - change.i2))
        if waiting and down == after - change.i2:
            waiting.append(_joined(change.moved(down), waiting.pop()))
            continue
        placed.append(change.moved(_best(lines, first, last, up, down)))
    return placed


def _repeats(keys: Sequence[str], one: int, other: int, step: int, limit: int) -> int:
    count = 0
    while count < limit and keys[one + step * count] == keys[other + step * count]:
        count += 1
    return count


def _joined(before: Change, after: Change) -> Change:
    return Change(before.i1, after.i2, before.j1, after.j2)


def _best(lines: Sequence[str], first: int, last: int, up: int, down: int) -> int:
    """The shift, from -up to down, whose two cuts read best; the lowest of equals."""
    if not up and not down:
        return 0
    costs = [
        (_cost(lines, first + shift) + _cost(lines, last + shift), -shift)
        for shift in range(-up, down + 1)
    ]
    return -min(costs)[1]


def _cost(lines: Sequence[str], at: int) -> int:
    """How badly a cut before line `at` reads: indent first, then blank lines, then dedents."""
    if at in (0, len(lines)):
        return 0
    indent, blank_after = _indent_from(lines, at, 1)
    indent_before, blank_before = _indent_from(lines, at - 1, -1)
    cost = 8 * indent
    if indent < indent_before:
        cost += 12
    elif indent > indent_before:
        cost += 4
    if blank_before:
        cost -= 7
    if blank_after:
        cost += 3
    return cost


def _indent_from(lines: Sequence[str], at: int, step: int) -> tuple[int, bool]:
    """The indent of the nearest line with text from `at` on, and whether `at` itself is blank."""
    for distance in range(20):
        place = at + step * distance
        if not 0 <= place < len(lines):
            break
        text = lines[place]
        stripped = text.lstrip()
        if stripped:
            head = text[: len(text) - len(stripped)]
            return len(head.expandtabs(TAB)), distance > 0
    return 0, True
