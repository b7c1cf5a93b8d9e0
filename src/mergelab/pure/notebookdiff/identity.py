"""When cell ids may be believed.

"Cell ids first" is wrong as a rule: nbstripout numbers cells 0, 1, 2… at every save, so after one
insertion an id names another cell; other tools draw new ids at every save. Ids are therefore
believed only for a pair of notebooks whose contents agree with them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mergelab.pure.notebookdiff.model import Cell
from mergelab.pure.notebookdiff.similarity import similar

AGREEING = 0.6
"""Least share of common ids whose cells are equal or alike."""

ALIKE = 0.4
CONTRADICTED = 0.1
"""Largest share of common ids whose text stands under another id on the other side."""

SAMPLE = 500
"""Changed cells that are compared to decide; evenly taken."""

Pair = tuple[int, int]


def trusted_ids(old: Sequence[Cell], new: Sequence[Cell], same: int = 0) -> list[Pair]:
    """Places of cells with the same id, ascending in `old`; empty where ids mean nothing.

    `same` is how many other cells of the two notebooks were found to be the same, ids included.
    """
    places = _unique_ids(new)
    common = [(i, places[name]) for name, i in _unique_ids(old).items() if name in places]
    if not common:
        return []
    sources = _unique_sources(new)
    own = _unique_sources(old)
    contradicted = {
        (i, j) for i, j in common if old[i].key in own and sources.get(old[i].key, j) != j
    }
    if len(contradicted) > CONTRADICTED * (len(common) + same):
        return []
    share = _agreeing(old, new, common, same)
    if share < AGREEING or ((share < 1 or contradicted) and _numbered(old) and _numbered(new)):
        return []
    return [pair for pair in common if pair not in contradicted]


def _agreeing(old: Sequence[Cell], new: Sequence[Cell], common: list[Pair], same: int) -> float:
    changed = [(i, j) for i, j in common if old[i].key != new[j].key]
    if not changed:
        return 1.0
    sample = changed[:: -(-len(changed) // SAMPLE)]
    alike = sum(similar(old[i], new[j], ALIKE) > 0 for i, j in sample)
    return 1 - (1 - alike / len(sample)) * len(changed) / (len(common) + same)


def _unique_ids(cells: Sequence[Cell]) -> dict[str, int]:
    names = [cell.identity for cell in cells]
    counts = Counter(names)
    return {name: i for i, name in enumerate(names) if name and counts[name] == 1}


def _unique_sources(cells: Sequence[Cell]) -> dict[tuple[str, str], int]:
    """Texts that occur once and say something, with their places."""
    counts = Counter(cell.key for cell in cells)
    return {
        cell.key: place for place, cell in enumerate(cells) if counts[cell.key] == 1 and cell.key[1]
    }


def _numbered(cells: Sequence[Cell]) -> bool:
    """Whether the ids are just the cells' positions, from 0 or 1."""
    return any(all(cell.identity == str(cell.index + first) for cell in cells) for first in (0, 1))
