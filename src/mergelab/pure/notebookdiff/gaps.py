"""Pairing the cells between two anchors: in order, so that the total likeness is greatest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Indel

from mergelab.pure.notebookdiff.identity import Pair
from mergelab.pure.notebookdiff.model import Cell
from mergelab.pure.notebookdiff.similarity import Budget, Words, candidates, similar, weight

LEAST = 0.28
LEAST_ALONE = 0.2
"""One old cell against one new cell in the same place: an edit is likelier than a coincidence."""

CLEARLY = 0.8
"""Share of common characters from which two cells in the same place need no closer look."""

COST = 0.1
"""What a pair must be worth at least: a good pair is better than two bad ones."""

TOGETHER = 10_000
"""Largest gap, in pairs, in which equal cells and similar ones are weighed against each other;
in larger ones equal cells come first."""

_EQUAL_PAIRS = 100_000_000
"""Largest gap, in pairs, that is searched for equal cells in one piece: a bit a pair."""

Scored = tuple[int, int, float]
"""Places in old and new, and how alike the cells are."""


def is_clearly_same(old: Cell, new: Cell) -> bool:
    """Whether two cells in the same place belong together without a closer look."""
    return old.kind == new.kind and similar(old, new, CLEARLY) > 0


def pair_gap(
    old: Sequence[Cell], new: Sequence[Cell], budget: Budget, words: Words
) -> list[Scored]:
    """Places in `old` and `new` that belong together, ascending on both sides."""
    if len(old) * len(new) <= TOGETHER:
        return _by_likeness(old, new, budget, words)
    pairs: list[Scored] = []
    i, j = 0, 0
    for next_i, next_j in [*_equal(old, new), (len(old), len(new))]:
        between = _by_likeness(old[i:next_i], new[j:next_j], budget, words)
        pairs += [(i + a, j + b, score) for a, b, score in between]
        pairs.append((next_i, next_j, 1.0))
        i, j = next_i + 1, next_j + 1
    return pairs[:-1]


def _equal(old: Sequence[Cell], new: Sequence[Cell]) -> Iterator[Pair]:
    """A longest common subsequence of equal keys."""
    if len(old) * len(new) > _EQUAL_PAIRS:
        yield from ((k, k) for k in range(min(len(old), len(new))) if old[k].key == new[k].key)
        return
    numbers = {key: number for number, key in enumerate({cell.key for cell in (*old, *new)})}
    left = [numbers[cell.key] for cell in old]
    right = [numbers[cell.key] for cell in new]
    for op in Indel.opcodes(left, right):
        if op.tag == "equal":
            yield from zip(
                range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=True
            )


def _by_likeness(
    old: Sequence[Cell], new: Sequence[Cell], budget: Budget, words: Words
) -> list[Scored]:
    if not old or not new:
        return []
    if not budget.pay(len(old) * len(new)):
        return _by_block(old, new, budget, words)
    least = LEAST
    if len(old) == len(new) == 1:
        least = LEAST_ALONE
        if is_clearly_same(old[0], new[0]):
            return [(0, 0, 1.0)]
    return _best_in_order(_scores(old, new, least, words), len(new))


def _by_block(
    old: Sequence[Cell], new: Sequence[Cell], budget: Budget, words: Words
) -> list[Scored]:
    """Cells at about the same share of both sides, where comparing all costs too much."""
    blocks = -(-len(old) * len(new) // max(budget.left, 1)) + 1
    if blocks > min(len(old), len(new)):
        return []
    pairs: list[Scored] = []
    for block in range(blocks):
        i, next_i = (len(old) * k // blocks for k in (block, block + 1))
        j, next_j = (len(new) * k // blocks for k in (block, block + 1))
        if budget.pay((next_i - i) * (next_j - j)):
            scores = _scores(old[i:next_i], new[j:next_j], LEAST, words)
            found = _best_in_order(scores, next_j - j)
            pairs += [(i + a, j + b, score) for a, b, score in found]
    return pairs


def _scores(
    old: Sequence[Cell], new: Sequence[Cell], least: float, words: Words
) -> list[dict[int, float]]:
    rows = candidates(old, new, least, words)
    for cell, row in zip(old, rows, strict=True):
        for place, other in enumerate(new):
            if cell.key == other.key:
                row[place] = max(weight(len(words.of(cell))), least)
    return rows


def _best_in_order(scores: list[dict[int, float]], columns: int) -> list[Scored]:
    """The ascending pairs of the greatest sum: `best[i][j]` is what old[i:], new[j:] can reach."""
    best: list[list[float]] = [[0.0] * (columns + 1)]
    for row in reversed(scores):
        below = best[-1]
        reached = below.copy() if not row else _reach(row, below, columns)
        best.append(reached)
    best.reverse()
    pairs: list[Scored] = []
    i, j = 0, 0
    while i < len(scores) and j < columns:
        if j in scores[i] and best[i][j] == scores[i][j] - COST + best[i + 1][j + 1]:
            pairs.append((i, j, scores[i][j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _reach(row: dict[int, float], below: list[float], columns: int) -> list[float]:
    reached = [0.0] * (columns + 1)
    after = 0.0
    for j in range(columns - 1, -1, -1):
        value = max(below[j], after)
        if j in row:
            value = max(value, row[j] - COST + below[j + 1])
        reached[j] = after = value
    return reached
