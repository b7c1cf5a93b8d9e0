"""The cells that two notebooks begin and end with: most of a notebook, and found in no time."""

from __future__ import annotations

from collections.abc import Sequence

from mergelab.pure.notebookdiff.model import Cell


def same_ends(old: Sequence[Cell], new: Sequence[Cell]) -> tuple[int, int]:
    """How many cells at the start, and how many at the end, have the same source and id.

    No alignment has more equal pairs than one that pairs these first.
    """
    shorter = min(len(old), len(new))
    start = 0
    while start < shorter and _is_same(old[start], new[start]):
        start += 1
    end = 0
    while end < shorter - start and _is_same(old[-1 - end], new[-1 - end]):
        end += 1
    return start, end


def _is_same(old: Cell, new: Cell) -> bool:
    """Compares what the cells are made of, which is faster than making their texts."""
    a, b = old.raw, new.raw
    return a == b or (
        a.get("source") == b.get("source")
        and a.get("cell_type") == b.get("cell_type")
        and a.get("input") == b.get("input")
        and a.get("level") == b.get("level")
        and old.identity == new.identity
    )
