"""Which old cell became which new cell.

1. A cell's key is its kind and stripped source. 2. Believed ids (`identity`), then keys that occur
once on both sides, are anchors. 3. The longest run of anchors in order is the spine; the others
moved. 4. Between two anchors, equal keys first, then the monotone pairing of the best total
similarity. 5. What is left pairs up as moved and edited where it is very alike.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from mergelab.pure.notebookdiff.gaps import pair_gap
from mergelab.pure.notebookdiff.identity import Pair, trusted_ids
from mergelab.pure.notebookdiff.model import Cell
from mergelab.pure.notebookdiff.similarity import Budget, candidates

MOVED_LENGTH = 12
"""Least characters of a cell that is said to have moved; shorter ones are deleted and inserted."""

LEFTOVER = 0.75
LEFTOVER_LENGTH = 30


class Match(NamedTuple):
    """One row of the diff: places in old and new, None where there is no counterpart."""

    old: int | None
    new: int | None
    moved: bool = False


def align(old: Sequence[Cell], new: Sequence[Cell]) -> list[Match]:
    """Every cell of both sides exactly once, in reading order.

    The order is that of `new`; deleted cells stand after the cell they followed.
    """
    if len(old) == len(new) and all(a.key == b.key for a, b in zip(old, new, strict=True)):
        return [Match(i, i) for i in range(len(old))]
    anchors = _anchors(old, new)
    spine = longest_run(anchors)
    moves = {i: j for i, j in set(anchors) - set(spine) if _may_move(old[i])}
    budget = Budget()
    chain = _filled(old, new, spine, moves, budget)
    moves.update(_leftovers(old, new, chain, moves, budget))
    return list(_rows(len(old), len(new), chain, moves))


def longest_run(pairs: Iterable[Pair]) -> list[Pair]:
    """The most pairs that ascend on both sides; no place may occur twice."""
    ordered = sorted(pairs)
    tails: list[int] = []
    tail_at: list[int] = []
    previous: list[int] = []
    for k, (_, j) in enumerate(ordered):
        at = bisect_left(tails, j)
        previous.append(tail_at[at - 1] if at else -1)
        tails[at : at + 1] = [j]
        tail_at[at : at + 1] = [k]
    run: list[Pair] = []
    k = tail_at[-1] if tail_at else -1
    while k >= 0:
        run.append(ordered[k])
        k = previous[k]
    return run[::-1]


def _anchors(old: Sequence[Cell], new: Sequence[Cell]) -> list[Pair]:
    anchors = trusted_ids(old, new)
    taken_old = {i for i, _ in anchors}
    taken_new = {j for _, j in anchors}
    places = _once((cell.key, j) for j, cell in enumerate(new) if j not in taken_new)
    own = _once((cell.key, i) for i, cell in enumerate(old) if i not in taken_old)
    return anchors + [(i, places[key]) for key, i in own.items() if key in places]


def _once(keys: Iterable[tuple[Hashable, int]]) -> dict[Hashable, int]:
    items = list(keys)
    counts = Counter(key for key, _ in items)
    return {key: place for key, place in items if counts[key] == 1}


def _may_move(cell: Cell) -> bool:
    return len(cell.key[1]) > MOVED_LENGTH


def _filled(
    old: Sequence[Cell],
    new: Sequence[Cell],
    spine: list[Pair],
    moves: dict[int, int],
    budget: Budget,
) -> list[Pair]:
    """The spine with the pairs found between its anchors."""
    arrived = set(moves.values())
    chain: list[Pair] = []
    i, j = 0, 0
    for next_i, next_j in [*spine, (len(old), len(new))]:
        rows = [row for row in range(i, next_i) if row not in moves]
        columns = [column for column in range(j, next_j) if column not in arrived]
        if rows and columns:
            pairs = pair_gap([old[r] for r in rows], [new[c] for c in columns], budget)
            chain += [(rows[a], columns[b]) for a, b in pairs]
        chain.append((next_i, next_j))
        i, j = next_i + 1, next_j + 1
    return chain[:-1]


def _leftovers(
    old: Sequence[Cell],
    new: Sequence[Cell],
    chain: list[Pair],
    moves: dict[int, int],
    budget: Budget,
) -> dict[int, int]:
    """Cells that have no partner yet but a very similar one somewhere, best first."""
    known_old = {i for i, _ in chain}.union(moves)
    known_new = {j for _, j in chain}.union(moves.values())
    rows = [i for i, cell in enumerate(old) if i not in known_old and _is_long(cell)]
    columns = [j for j, cell in enumerate(new) if j not in known_new and _is_long(cell)]
    if not rows or not columns or not budget.pay(len(rows) * len(columns)):
        return {}
    found = candidates([old[i] for i in rows], [new[j] for j in columns], LEFTOVER)
    scored = sorted(
        (-score, abs(rows[a] - columns[b]), rows[a], columns[b])
        for a, scores in enumerate(found)
        for b, score in scores
    )
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for _, _, i, j in scored:
        if i not in pairs and j not in used:
            pairs[i] = j
            used.add(j)
    return pairs


def _is_long(cell: Cell) -> bool:
    return len(cell.key[1]) >= LEFTOVER_LENGTH


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
