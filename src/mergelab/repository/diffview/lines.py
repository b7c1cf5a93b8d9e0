"""The lines of a text difference: which are shown, and each as safe HTML."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from mergelab.kit.highlight import highlight_lines, mark
from mergelab.pure.textdiff import Gap, Hunk, context_rows, gaps, hunks
from mergelab.repository.diffview.model import Piece

AROUND: Final = 3


@dataclass(frozen=True)
class Sides:
    """Both texts of a file in lines, endings kept, and the names that choose their syntax."""

    old: Sequence[str]
    new: Sequence[str]
    old_name: str
    new_name: str


@dataclass(frozen=True)
class Shown:
    """Pieces of a difference and the HTML of their lines by number."""

    pieces: tuple[Piece, ...]
    old_html: dict[int, SafeString]
    new_html: dict[int, SafeString]


def compare(
    sides: Sides, *, context: int, ignore_whitespace: bool, also: Iterable[int] = ()
) -> Shown:
    """The hunks and gaps; `also` are lines of the new side to show with their surroundings."""
    found = hunks(sides.old, sides.new, context, ignore_whitespace=ignore_whitespace)
    pieces = _interleaved(found, gaps(found, len(sides.old), len(sides.new)))
    return coloured(sides, tuple(_opened(pieces, sorted(set(also)), sides.new)))


def coloured(sides: Sides, pieces: tuple[Piece, ...]) -> Shown:
    """The HTML of all lines in these pieces, changed words marked."""
    old = highlight_lines("".join(sides.old), filename=sides.old_name)
    new = highlight_lines("".join(sides.new), filename=sides.new_name)
    old_html: dict[int, SafeString] = {}
    new_html: dict[int, SafeString] = {}
    for row in (row for piece in pieces if isinstance(piece, Hunk) for row in piece.rows):
        if row.kind == "removed" and row.old_line:
            old_html[row.old_line] = mark(old[row.old_line - 1], row.spans)
        elif row.new_line:
            html = new[row.new_line - 1]
            new_html[row.new_line] = mark(html, row.spans)
    return Shown(pieces, old_html, new_html)


def _interleaved(found: Sequence[Hunk], between: Sequence[Gap]) -> list[Piece]:
    pieces: list[Piece] = []
    for gap, hunk in zip(between, found, strict=False):
        pieces += [gap, hunk]
    return [piece for piece in (*pieces, between[-1]) if isinstance(piece, Hunk) or piece.count]


def _opened(pieces: Sequence[Piece], wanted: list[int], new: Sequence[str]) -> Iterable[Piece]:
    """The pieces with parts of gaps opened where wanted lines are in them."""
    for piece in pieces:
        if isinstance(piece, Hunk):
            yield piece
        else:
            yield from _parts(piece, wanted, new)


def _parts(gap: Gap, wanted: list[int], new: Sequence[str]) -> Iterable[Piece]:
    first, end = gap.new_start, gap.new_start + gap.count
    shift = gap.old_start - gap.new_start
    at = first
    for start, stop in _ranges([line for line in wanted if first <= line < end], first, end):
        if start > at:
            yield Gap(at + shift, at, start - at)
        count = stop - start
        rows = tuple(context_rows(new, Gap(start + shift, start, count)))
        yield Hunk(start + shift, count, start, count, rows)
        at = stop
    if end > at:
        yield Gap(at + shift, at, end - at)


def _ranges(lines: Sequence[int], first: int, end: int) -> list[tuple[int, int]]:
    """Stretches of lines around the wanted ones, those that touch joined."""
    ranges: list[tuple[int, int]] = []
    for line in lines:
        start, stop = max(first, line - AROUND), min(end, line + AROUND + 1)
        if ranges and start <= ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], stop)
        else:
            ranges.append((start, stop))
    return ranges
