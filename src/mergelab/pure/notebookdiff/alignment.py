"""Which old cell became which new cell.

1. A cell's key is its kind and stripped source. 2. Believed ids (`identity`), then keys that occur
once on both sides, are anchors. 3. The heaviest run of anchors in order is the spine; the others
moved. 4. Between two anchors, the monotone pairing of the best total likeness (`gaps`). 5. What is
left, or was paired for want of a better one, pairs up as moved and edited where it is clearly the
same cell (`moves`).

The two sides play the same part: `align(new, old)` finds the same pairs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple
from zlib import crc32

from mergelab.pure.notebookdiff.chains import longest_run
from mergelab.pure.notebookdiff.ends import same_ends
from mergelab.pure.notebookdiff.gaps import Scored, pair_gap
from mergelab.pure.notebookdiff.identity import Pair, trusted_ids
from mergelab.pure.notebookdiff.model import Cell
from mergelab.pure.notebookdiff.moves import Strays, may_move
from mergelab.pure.notebookdiff.similarity import Budget, Words

WEAK = 0.5
"""Likeness below which a pair gives way to a cell elsewhere that is much more alike."""

_LONG = 200


class Match(NamedTuple):
    """One row of the diff: places in old and new, None where there is no counterpart."""

    old: int | None
    new: int | None
    moved: bool = False


def align(old: Sequence[Cell], new: Sequence[Cell]) -> list[Match]:
    """Every cell of both sides exactly once, in reading order.

    The order is that of `new`; deleted cells stand after the cell they followed.
    """
    start, end = same_ends(old, new)
    i, j = len(old) - end, len(new) - end
    left, right = old[start:i], new[start:j]
    matches = [Match(k, k) for k in range(start)]
    if left or right:
        named = sum(bool(cell.identity) for cell in (*old[:start], *old[i:]))
        matches += [_shifted(match, start) for match in _aligned(left, right, named)]
    return matches + [Match(i + k, j + k) for k in range(end)]


def _shifted(match: Match, by: int) -> Match:
    old, new, moved = match
    return Match(None if old is None else old + by, None if new is None else new + by, moved)


def _aligned(old: Sequence[Cell], new: Sequence[Cell], same: int) -> list[Match]:
    """As `align`; `same` other cells with an id are the same on both sides."""
    if _is_turned(old, new):
        chain, moves = _pairs(new, old, same)
        chain, moves = [(j, i) for i, j in chain], {j: i for i, j in moves.items()}
    else:
        chain, moves = _pairs(old, new, same)
    return list(_rows(len(old), len(new), chain, moves))


def _is_turned(old: Sequence[Cell], new: Sequence[Cell]) -> bool:
    """Whether the sides are looked at the other way round, so that their order never matters."""
    if len(old) != len(new):
        return len(old) > len(new)
    return next((a.key > b.key for a, b in zip(old, new, strict=True) if a.key != b.key), False)


def _pairs(
    old: Sequence[Cell], new: Sequence[Cell], same: int
) -> tuple[list[Pair], dict[int, int]]:
    """The pairs that stay in order, and those that moved."""
    named = trusted_ids(old, new, same)
    anchors = named + _same_texts(old, new, named)
    spine = longest_run(anchors, lambda pair: _weight(old[pair[0]], new[pair[1]]))
    off = set(anchors).difference(spine)
    by_name = off.intersection(named)
    moves = {i: j for i, j in off if (i, j) in by_name or may_move(old[i])}
    budget, words = Budget(), Words()
    chain = _filled(old, new, spine, moves, budget, words)
    strays = _strays(old, new, spine, chain, moves, words).found(budget)
    if not strays:
        return [(i, j) for i, j, _ in chain], moves
    moves |= strays
    ends = set(strays.values())
    chain = [entry for entry in chain if entry[0] not in strays and entry[1] not in ends]
    chain = _filled(old, new, [(i, j) for i, j, _ in chain], moves, budget, words)
    return [(i, j) for i, j, _ in chain], moves


def _same_texts(old: Sequence[Cell], new: Sequence[Cell], named: list[Pair]) -> list[Pair]:
    """Places of texts that occur once on both sides, among cells that are not yet known."""
    taken_old = {i for i, _ in named}
    taken_new = {j for _, j in named}
    places = _once((cell.key, j) for j, cell in enumerate(new) if j not in taken_new)
    own = _once((cell.key, i) for i, cell in enumerate(old) if i not in taken_old)
    return [(i, places[key]) for key, i in own.items() if key in places]


def _once(keys: Iterable[tuple[Hashable, int]]) -> dict[Hashable, int]:
    items = list(keys)
    counts = Counter(key for key, _ in items)
    return {key: place for key, place in items if counts[key] == 1}


def _weight(old: Cell, new: Cell) -> int:
    """Cells count more than their length; at last their texts decide, so that sides do not."""
    length = min(len(old.key[1]), len(new.key[1]), _LONG)
    shade = crc32(f"{old.identity if old.identity == new.identity else ''}{length}".encode())
    shade ^= crc32(min(old.key, new.key)[1].encode("utf-8", "surrogatepass"))
    return ((_LONG + length) << 16) + (shade & 0xFFFF)


def _filled(
    old: Sequence[Cell],
    new: Sequence[Cell],
    spine: list[Pair],
    moves: dict[int, int],
    budget: Budget,
    words: Words,
) -> list[Scored]:
    """The spine with the pairs found between its anchors."""
    arrived = set(moves.values())
    chain: list[Scored] = []
    i, j = 0, 0
    for next_i, next_j in [*spine, (len(old), len(new))]:
        rows = [row for row in range(i, next_i) if row not in moves]
        columns = [column for column in range(j, next_j) if column not in arrived]
        if rows and columns:
            pairs = pair_gap([old[r] for r in rows], [new[c] for c in columns], budget, words)
            chain += [(rows[a], columns[b], score) for a, b, score in pairs]
        chain.append((next_i, next_j, 1.0))
        i, j = next_i + 1, next_j + 1
    return chain[:-1]


def _strays(
    old: Sequence[Cell],
    new: Sequence[Cell],
    spine: list[Pair],
    chain: list[Scored],
    moves: dict[int, int],
    words: Words,
) -> Strays:
    known = set(spine)
    weak = {(i, j): score for i, j, score in chain if score < WEAK and (i, j) not in known}
    firm = {(i, j) for i, j, _ in chain if (i, j) not in weak}
    known_old = {i for i, _ in firm}.union(moves)
    known_new = {j for _, j in firm}.union(moves.values())
    rows = [i for i in range(len(old)) if i not in known_old]
    columns = [j for j in range(len(new)) if j not in known_new]
    return Strays(old, new, rows, columns, weak, words)


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
