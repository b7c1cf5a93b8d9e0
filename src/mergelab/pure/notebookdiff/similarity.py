"""How alike two cells are, within bounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import Indel

from mergelab.pure.notebookdiff.model import Cell

LENGTH = 4_000
"""Characters of a cell that are compared: its beginning and its end."""

PAIRS = 250_000
"""Pairs of cells compared in one alignment; beyond, cells are only compared with those at about
the same place."""


def comparable(cell: Cell) -> str:
    """The text of a cell that similarity looks at."""
    text = cell.key[1]
    return text if len(text) <= LENGTH else text[: LENGTH // 2] + text[-LENGTH // 2 :]


def similar(old: Cell, new: Cell, least: float) -> float:
    """Share of common characters in order, 0 to 1; 0 where it is below `least`."""
    return float(Indel.normalized_similarity(comparable(old), comparable(new), score_cutoff=least))


class Budget:
    """How many more pairs of cells may be compared."""

    def __init__(self, pairs: int = PAIRS) -> None:
        self.left = pairs

    def pay(self, pairs: int) -> bool:
        if pairs > self.left:
            return False
        self.left -= pairs
        return True


def candidates(
    old: Sequence[Cell], new: Sequence[Cell], least: float
) -> Iterator[list[tuple[int, float]]]:
    """For each old cell, the (place in `new`, similarity) of those at least so alike.

    Cells of different kinds are candidates only when their texts are the same.
    """
    texts = [comparable(cell) for cell in new]
    by_kind = {
        kind: [text if cell.kind == kind else None for text, cell in zip(texts, new, strict=True)]
        for kind in {cell.kind for cell in old}
    }
    for cell in old:
        found = process.extract(
            comparable(cell),
            by_kind[cell.kind],
            scorer=Indel.normalized_similarity,
            score_cutoff=least,
            limit=None,
        )
        scores = [(place, float(score)) for _, score, place in found if score > 0]
        text = cell.key[1]
        if text:
            scores += [
                (place, least)
                for place, other in enumerate(new)
                if other.kind != cell.kind and other.key[1] == text
            ]
        yield scores
