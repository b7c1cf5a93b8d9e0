"""Lines of two texts beside each other, with the words that changed, for any view to draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile
from typing import Literal

from mergelab.pure.textdiff import Opcode, Span, diff_lines, mark_words

LineTag = Literal["equal", "delete", "insert"]

MARKED_LENGTH = 2_000
"""Longest line whose words are compared."""

MARKED_LINES = 5_000
"""Changed lines of one block whose words are compared."""

LINES = 20_000
"""Changed lines a side, from the first to the last, that are aligned as a whole."""

EDGE = 5_000
"""Lines at either end of a longer stretch that are aligned; what is between is equal or is one
block that changed."""


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of the unified form.

    `old` and `new` are 1-based line numbers, None on the side that lacks the line. `marks` are
    `(start, end)` character ranges that changed; `None` when the whole line did. `partner` is the
    line number on the other side that a split view shows beside it.
    """

    tag: LineTag
    text: str
    old: int | None
    new: int | None
    marks: tuple[Span, ...] | None = None
    partner: int | None = None

    def shifted(self, old: int, new: int) -> DiffLine:
        """The same line where so many lines more come before it."""
        beside = new if self.tag == "delete" else old
        return replace(
            self,
            old=None if self.old is None else self.old + old,
            new=None if self.new is None else self.new + new,
            partner=None if self.partner is None else self.partner + beside,
        )


def diff_texts(
    old: Sequence[str], new: Sequence[str], *, words: bool = True
) -> tuple[DiffLine, ...]:
    """All lines of both sides: each line of each side once, deleted before inserted ones.

    Without `words` no marks are looked for in changed lines.
    """
    if not old:
        return tuple(DiffLine("insert", text, None, n) for n, text in enumerate(new, 1))
    if not new:
        return tuple(DiffLine("delete", text, n, None) for n, text in enumerate(old, 1))
    lines: list[DiffLine] = []
    for opcode in _opcodes(old, new):
        lines.extend(_block(opcode, old, new, words))
    return tuple(lines)


def hunks(lines: Sequence[DiffLine], context: int = 3) -> Iterator[tuple[DiffLine, ...]]:
    """The changed lines with some unchanged ones around, where these overlap joined."""
    start = end = 0
    for place, line in enumerate(lines):
        if line.tag == "equal":
            continue
        if end and place - context > end:
            yield tuple(lines[start:end])
            end = 0
        if not end:
            start = max(place - context, 0)
        end = min(place + 1 + context, len(lines))
    if end:
        yield tuple(lines[start:end])


def _opcodes(old: Sequence[str], new: Sequence[str]) -> list[Opcode]:
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    i, j = len(old) - end, len(new) - end
    if max(i, j) - start <= LINES:
        return diff_lines(old, new)
    around = Opcode("equal", 0, start, 0, start), Opcode("equal", i, len(old), j, len(new))
    if min(i, j) - start < 2 * EDGE:
        return [around[0], Opcode("replace", start, i, start, j), around[1]]
    head = _until_last_equal(list(_edge(old, new, start, start)))
    tail = _from_first_equal(list(_edge(old, new, i - EDGE, j - EDGE)))
    a, b = (head[-1].i2, head[-1].j2) if head else (start, start)
    c, d = (tail[0].i1, tail[0].j1) if tail else (i, j)
    tag: Literal["equal", "replace"] = "equal" if old[a:c] == new[b:d] else "replace"
    return [around[0], *head, Opcode(tag, a, c, b, d), *tail, around[1]]


def _edge(old: Sequence[str], new: Sequence[str], i: int, j: int) -> Iterator[Opcode]:
    """The opcodes of `EDGE` lines from there on."""
    for tag, i1, i2, j1, j2 in diff_lines(old[i : i + EDGE], new[j : j + EDGE]):
        yield Opcode(tag, i + i1, i + i2, j + j1, j + j2)


def _until_last_equal(opcodes: list[Opcode]) -> list[Opcode]:
    while opcodes and opcodes[-1].tag != "equal":
        opcodes.pop()
    return opcodes


def _from_first_equal(opcodes: list[Opcode]) -> list[Opcode]:
    return list(dropwhile(lambda opcode: opcode.tag != "equal", opcodes))


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines both begin with."""
    shorter = min(len(old), len(new))
    return next((n for n in range(shorter) if old[n] != new[n]), shorter)


def _block(
    opcode: Opcode, old: Sequence[str], new: Sequence[str], words: bool
) -> Iterator[DiffLine]:
    tag, i1, i2, j1, j2 = opcode
    if tag == "equal":
        for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
            yield DiffLine("equal", new[j], i + 1, j + 1)
        return
    pairs = _paired(i1, i2, j1, j2)
    marks = {(i, j): _marks(old[i], new[j]) if words else None for i, j in pairs.items()}
    partner = {j: i for i, j in pairs.items()}
    for i in range(i1, i2):
        beside = pairs.get(i)
        spans = marks[i, beside] if beside is not None else None
        number = None if beside is None else beside + 1
        yield DiffLine("delete", old[i], i + 1, None, spans and spans[0], number)
    for j in range(j1, j2):
        beside = partner.get(j)
        spans = marks[beside, j] if beside is not None else None
        number = None if beside is None else beside + 1
        yield DiffLine("insert", new[j], None, j + 1, spans and spans[1], number)


def _paired(i1: int, i2: int, j1: int, j2: int) -> dict[int, int]:
    """Old lines and the new ones they stand beside: in order, from the first."""
    return dict(zip(range(i1, min(i2, i1 + MARKED_LINES)), range(j1, j2), strict=False))


def _marks(old: str, new: str) -> tuple[tuple[Span, ...], tuple[Span, ...]] | None:
    if max(len(old), len(new)) > MARKED_LENGTH:
        return None
    marked = mark_words(old, new)
    return (tuple(marked[0]), tuple(marked[1])) if marked else None
