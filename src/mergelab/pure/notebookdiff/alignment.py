"""Which old cell became which new cell.

1. A cell's key is its kind and stripped source. 2. Believed ids (`identity`), then keys that occur
once on both sides, are anchors. 3. The heaviest run of anchors in order is the spine; the others
moved. 4. Between two anchors, the monotone pairing of the best total likeness (`gaps`). 5. What is
left, or was paired for want of a better one, pairs up as moved and edited where it is clearly the
same cell (`moves`). 6. Neighbours that are still left are looked at as parts of a split or merged
cell (`splits`).

The two sides play the same part: `align(new, old)` finds the same pairs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mergelab.pure.notebookdiff.cellpairs import pair_cells
from mergelab.pure.notebookdiff.ends import same_ends
from mergelab.pure.notebookdiff.gaps import is_clearly_same
from mergelab.pure.notebookdiff.identity import Pair
from mergelab.pure.notebookdiff.model import Cell
from mergelab.pure.notebookdiff.splits import Division


class Match(NamedTuple):
    """One row of the diff: places in old and new, None where there is no counterpart.

    `split` and `merged` say that the row shows a part of a cell that was split into several, or
    one of the cells that were merged.
    """

    old: int | None
    new: int | None
    moved: bool = False
    split: Division | None = None
    merged: Division | None = None


def align(old: Sequence[Cell], new: Sequence[Cell]) -> list[Match]:
    """Every cell of both sides exactly once, in reading order.

    The order is that of `new`; deleted cells stand after the cell they followed.
    """
    start, end = same_ends(old, new)
    i, j = len(old) - end, len(new) - end
    left, right = old[start:i], new[start:j]
    matches = [Match(k, k) for k in range(start)]
    if left or right:
        has_ids = any(cell.identity for cell in left)
        named = sum(bool(cell.identity) for cell in (*old[:start], *old[i:])) if has_ids else 0
        matches += [_shifted(match, start) for match in _aligned(left, right, named)]
    return matches + [Match(i + k, j + k) for k in range(end)]


def _shifted(match: Match, by: int) -> Match:
    old, new, moved, split, merged = match
    return Match(
        None if old is None else old + by,
        None if new is None else new + by,
        moved,
        split and split.shifted(by),
        merged and merged.shifted(by),
    )


def _aligned(old: Sequence[Cell], new: Sequence[Cell], same: int) -> list[Match]:
    """As `align`; `same` other cells with an id are the same on both sides."""
    if not new:
        return [Match(place, None) for place in range(len(old))]
    if not old:
        return [Match(None, place) for place in range(len(new))]
    if len(old) == len(new) and all(a.key == b.key for a, b in zip(old, new, strict=True)):
        return [Match(place, place) for place in range(len(old))]
    if len(old) == len(new) == 1 and is_clearly_same(old[0], new[0]):
        return [Match(0, 0)]
    pairing = pair_cells(old, new, same)
    rows = _rows(len(old), len(new), pairing.chain, pairing.moves)
    if not pairing.splits and not pairing.merges:
        return list(rows)
    split = {part: division for division in pairing.splits for part in division.parts}
    merged = {part: division for division in pairing.merges for part in division.parts}
    return [
        row._replace(split=split.get(_place(row.new)), merged=merged.get(_place(row.old)))
        for row in rows
    ]


def _place(place: int | None) -> int:
    return -1 if place is None else place


def _rows(old: int, new: int, chain: list[Pair], moves: dict[int, int]) -> Iterator[Match]:
    origin = {j: i for i, j in moves.items()}
    i, j = 0, 0
    for next_i, next_j in [*chain, (old, new)]:
        yield from (Match(row, None) for row in range(i, next_i) if row not in moves)
        for column in range(j, next_j):
            came = origin.get(column)
            # a pair between the same two neighbours as before is edited, not moved
            yield Match(came, column, came is not None and not i <= came < next_i)
        if next_i < old and next_j < new:
            yield Match(next_i, next_j)
        i, j = next_i + 1, next_j + 1
