"""Which removed line became which added line."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Indel

COMPARED = 900
"""Largest product of the two lengths for which every pair is compared."""

LONGEST = 300
"""Characters of a line that take part in the comparison."""

LEAST = 0.5
"""Similarity under which two lines are strangers."""


def paired(removed: Sequence[str], added: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of positions, ascending on both sides; each position at most once.

    Blocks of equal length pair line by line; otherwise the order-keeping choice with the greatest
    sum of similarities, or, for large blocks, line by line from the top.
    """
    if not removed or not added:
        return []
    if len(removed) == len(added) or len(removed) * len(added) > COMPARED:
        return [(n, n) for n in range(min(len(removed), len(added)))]
    return _best([line.strip()[:LONGEST] for line in removed], [a.strip()[:LONGEST] for a in added])


def _best(removed: list[str], added: list[str]) -> list[tuple[int, int]]:
    rows, columns = len(removed), len(added)
    like = [[Indel.normalized_similarity(a, b) for b in added] for a in removed]
    sums = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            sums[i][j] = max(sums[i + 1][j], sums[i][j + 1])
            if like[i][j] >= LEAST:
                sums[i][j] = max(sums[i][j], sums[i + 1][j + 1] + like[i][j])
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < rows and j < columns:
        if like[i][j] >= LEAST and sums[i][j] == sums[i + 1][j + 1] + like[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif sums[i][j] == sums[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs
