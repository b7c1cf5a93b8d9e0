"""The heaviest run of pairs that ascend on both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

from mergelab.pure.notebookdiff.identity import Pair

_Best = tuple[int, int]
"""What a run weighs, and the place of its last pair."""


def longest_run(pairs: Iterable[Pair], weigh: Callable[[Pair], int] = lambda _: 1) -> list[Pair]:
    """The pairs of the greatest total weight that ascend on both sides; no place occurs twice."""
    ordered = sorted(pairs)
    if all(one[1] < other[1] for one, other in pairwise(ordered)):
        return ordered
    ranks = {j: rank for rank, j in enumerate(sorted(j for _, j in ordered), 1)}
    best: list[_Best] = [(0, -1)] * (len(ordered) + 1)
    previous: list[int] = []
    for k, pair in enumerate(ordered):
        reached, before = _greatest(best, ranks[pair[1]] - 1)
        previous.append(before)
        _raise(best, ranks[pair[1]], (reached + weigh(pair), k))
    run: list[Pair] = []
    k = _greatest(best, len(ordered))[1]
    while k >= 0:
        run.append(ordered[k])
        k = previous[k]
    return run[::-1]


def _greatest(tree: list[_Best], rank: int) -> _Best:
    """The greatest entry up to `rank`: `tree` is a Fenwick tree of maxima."""
    found = tree[0]
    while rank:
        found = max(found, tree[rank])
        rank &= rank - 1
    return found


def _raise(tree: list[_Best], rank: int, entry: _Best) -> None:
    while rank < len(tree):
        tree[rank] = max(tree[rank], entry)
        rank += rank & -rank
