"""Three versions of a list of lines into one, as diff3 and git do it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from mergelab.pure.notebookdiff.hunks import LINES
from mergelab.pure.textdiff import diff_lines

ChunkKind = Literal["same", "ours", "theirs", "both", "conflict"]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of lines that neither side changed, one did, both did alike, or both did."""

    kind: ChunkKind
    base: tuple[str, ...]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]

    @property
    def merged(self) -> tuple[str, ...]:
        """The lines of a chunk that is no conflict."""
        return self.theirs if self.kind == "theirs" else self.ours


@dataclass(frozen=True, slots=True)
class _Change:
    """Lines `start` to `end` of the base became lines `first` to `last` of a side."""

    start: int
    end: int
    first: int
    last: int


def merge_lines(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]
) -> tuple[Chunk, ...]:
    """The chunks in order; changes that touch, with no common line between, are one chunk."""
    left, right = _changes(base, ours), _changes(base, theirs)
    chunks: list[Chunk] = []
    at = at_ours = at_theirs = 0
    for mine, other in _groups(left, right):
        start = min(change.start for change in (*mine, *other))
        end = max(change.end for change in (*mine, *other))
        if start > at:
            same = tuple(base[at:start])
            chunks.append(Chunk("same", same, same, same))
        at_ours += start - at
        at_theirs += start - at
        next_ours = at_ours + end - start + _growth(mine)
        next_theirs = at_theirs + end - start + _growth(other)
        chunks += _chunk(
            tuple(base[start:end]),
            tuple(ours[at_ours:next_ours]),
            tuple(theirs[at_theirs:next_theirs]),
        )
        at, at_ours, at_theirs = end, next_ours, next_theirs
    if at < len(base):
        rest = tuple(base[at:])
        chunks.append(Chunk("same", rest, rest, rest))
    return tuple(chunks)


def _changes(base: Sequence[str], side: Sequence[str]) -> list[_Change]:
    if base == side:
        return []
    if max(len(base), len(side)) > LINES:
        return _one_change(base, side)
    return [
        _Change(i1, i2, j1, j2) for tag, i1, i2, j1, j2 in diff_lines(base, side) if tag != "equal"
    ]


def _one_change(base: Sequence[str], side: Sequence[str]) -> list[_Change]:
    start = _common(base, side)
    end = _common(base[start:][::-1], side[start:][::-1])
    return [_Change(start, len(base) - end, start, len(side) - end)]


def _groups(
    left: list[_Change], right: list[_Change]
) -> Iterator[tuple[list[_Change], list[_Change]]]:
    """Changes of both sides that overlap or touch in the base."""
    i = j = 0
    while i < len(left) or j < len(right):
        mine: list[_Change] = []
        other: list[_Change] = []
        end = min(change.start for change in (*left[i : i + 1], *right[j : j + 1]))
        while True:
            if i < len(left) and left[i].start <= end:
                mine.append(left[i])
                end = max(end, left[i].end)
                i += 1
            elif j < len(right) and right[j].start <= end:
                other.append(right[j])
                end = max(end, right[j].end)
                j += 1
            else:
                break
        yield mine, other


def _growth(changes: list[_Change]) -> int:
    return sum((change.last - change.first) - (change.end - change.start) for change in changes)


def _chunk(
    base: tuple[str, ...], ours: tuple[str, ...], theirs: tuple[str, ...]
) -> Iterator[Chunk]:
    if ours == theirs:
        yield Chunk("both", base, ours, theirs)
    elif theirs == base:
        yield Chunk("ours", base, ours, theirs)
    elif ours == base:
        yield Chunk("theirs", base, ours, theirs)
    else:
        yield from _trimmed(base, ours, theirs)


def _trimmed(
    base: tuple[str, ...], ours: tuple[str, ...], theirs: tuple[str, ...]
) -> Iterator[Chunk]:
    """What both sides begin and end with is no part of the conflict."""
    start = _common(ours, theirs)
    end = _common(ours[start:][::-1], theirs[start:][::-1])
    if start:
        yield Chunk("both", (), ours[:start], ours[:start])
    yield Chunk("conflict", base, ours[start : len(ours) - end], theirs[start : len(theirs) - end])
    if end:
        yield Chunk("both", (), ours[-end:], ours[-end:])


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    return sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False))
    )
