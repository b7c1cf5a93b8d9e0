"""Cells that were split: one source that is about those of neighbours on the other side, joined.

A merged cell is a split one seen from the other side. What is found is kept to what is plain: most
of each part must stand, line for line and in order, in the whole.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel

from mergelab.pure.notebookdiff.model import Cell, Output

PART = 0.7
EDITED = 0.4
"""Share of a part's characters in lines of the whole, edited ones counted by what is left of them;
and what is enough of the part that is the cell's partner, or of any at a first look."""

WHOLE = 0.7
"""Share of the whole's characters in lines of its parts."""

LINE = 0.7
BETWEEN = 400
"""Least likeness of a line that was edited, and how many pairs of lines between two equal ones are
compared."""

CHARACTERS = 6
"""Least characters in common lines that a part must have."""

PARTS = 20
LINES = 2_000
"""Largest number of parts, and of lines of the whole, that are looked at."""

OUTPUTS = 10
OUTPUT_LENGTH = 1_000
"""Outputs, and characters of their texts, that are compared to find the part they stayed with."""

LOOSE_PAIRS = 2_000
"""Cells without a partner, times cells of the other side without one, that are compared."""


class Division(NamedTuple):
    """A cell that is on the other side in parts.

    `parts` are the places of the neighbours there. Part n is lines `cuts[n]` to `cuts[n + 1]` of
    the whole, counted from 0, the last left out. `primary` is the part that stays in one row with
    the whole.
    """

    whole: int
    parts: tuple[int, ...]
    cuts: tuple[int, ...]
    primary: int

    def shifted(self, by: int) -> Division:
        """The same with all places so much later."""
        parts = tuple(part + by for part in self.parts)
        return Division(self.whole + by, parts, self.cuts, self.primary + by)


@dataclass(frozen=True)
class Splits:
    """The cells of `wholes` that are in parts in `others`.

    `partner` says which place in `wholes` is paired with which in `others`; `busy_wholes` and
    `busy_others` are places that are part of another division already.
    """

    wholes: Sequence[Cell]
    others: Sequence[Cell]
    partner: Mapping[int, int]
    busy_wholes: frozenset[int] = frozenset()
    busy_others: frozenset[int] = frozenset()

    def found(self) -> list[Division]:
        """The divisions, without any cell in two of them."""
        taken = {*self.partner.values(), *self.busy_others}
        free = [j for j in range(len(self.others)) if j not in taken and self.others[j].key[1]]
        if not free:
            return []
        back = {j: i for i, j in self.partner.items()}
        divisions: list[Division] = []
        wholes: set[int] = set()
        used: set[int] = set()
        for whole, beside in self._candidates(_stretches(free), back):
            places = [place for place in beside if place not in used]
            division = None if whole in wholes else self._division(whole, places)
            if division is not None:
                divisions.append(division)
                wholes.add(whole)
                used.update(division.parts)
        return divisions

    def _candidates(
        self, stretches: list[list[int]], back: Mapping[int, int]
    ) -> Iterator[tuple[int, list[int]]]:
        """Cells that may have been split, each with the neighbours that may be its parts."""
        beside: dict[int, list[int]] = {}
        for places in stretches:
            for place in (places[0] - 1, places[-1] + 1):
                whole = back.get(place)
                if whole is not None and self._may_split(whole, place):
                    beside.setdefault(whole, [place]).extend(places)
        for whole, places in beside.items():
            yield whole, sorted(places)
        stretches = [places for places in stretches if len(places) > 1]
        loose = [
            i
            for i, cell in enumerate(self.wholes)
            if stretches and i not in self.partner and i not in self.busy_wholes and cell.key[1]
        ]
        if len(loose) * sum(map(len, stretches)) <= LOOSE_PAIRS:
            for whole in loose:
                yield from ((whole, places) for places in stretches)

    def _may_split(self, whole: int, place: int) -> bool:
        cell, other = self.wholes[whole], self.others[place]
        if whole in self.busy_wholes or place in self.busy_others or cell.key == other.key:
            return False
        return cell.kind == other.kind and len(cell.lines) <= LINES

    def _division(self, whole: int, places: list[int]) -> Division | None:
        """The division of a cell among some of these neighbours, if there is one."""
        cell = self.wholes[whole]
        own = self.partner.get(whole)
        known = _lines(cell)
        wanted = Counter(filter(None, known))
        parts = [
            place
            for place in places
            if self.others[place].kind == cell.kind
            and (place == own or _share(self.others[place], wanted) >= EDITED)
        ]
        parts = _run_around(parts, own)
        if not 1 < len(parts) <= PARTS:
            return None
        cuts = _cuts(known, [_lines(self.others[place]) for place in parts], parts, own)
        if cuts is None:
            return None
        return Division(whole, tuple(parts), cuts, self._primary(whole, parts, cuts))

    def _primary(self, whole: int, parts: list[int], cuts: tuple[int, ...]) -> int:
        """Where the outputs are; else the part that was the partner, or the longest one."""
        cell, own = self.wholes[whole], self.partner.get(whole)

        def rank(part: int) -> tuple[float, bool, int]:
            alike = _outputs_alike(cell, self.others[parts[part]])
            return alike, parts[part] == own, cuts[part + 1] - cuts[part]

        return parts[max(range(len(parts)), key=rank)]


def _outputs_alike(whole: Cell, part: Cell) -> float:
    """How many outputs of the one are among those of the other, nearly equal ones in part."""
    alike = 0.0
    for output in whole.outputs[:OUTPUTS]:
        found = [_alike(output, other) for other in part.outputs[:OUTPUTS]]
        alike += max(found, default=0.0)
    return alike


def _alike(one: Output, other: Output) -> float:
    if one.digest == other.digest:
        return 1.0
    if one.kind != other.kind or one.mimes != other.mimes:
        return 0.0
    texts = one.text[:OUTPUT_LENGTH], other.text[:OUTPUT_LENGTH]
    return 0.1 + 0.8 * Indel.normalized_similarity(*texts)


def _stretches(places: Sequence[int]) -> list[list[int]]:
    """Ascending places as runs of neighbours."""
    runs: list[list[int]] = []
    for place in places:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _run_around(places: list[int], own: int | None) -> list[int]:
    """The neighbours that hang together with `own`; the longest such run without it."""
    runs = _stretches(places)
    if own is not None:
        return next((run for run in runs if own in run), [])
    return max(runs, key=len, default=[])


def _lines(cell: Cell) -> list[str]:
    return [line.strip() for line in cell.source.split("\n")]


def _share(cell: Cell, wanted: Counter[str]) -> float:
    """Share of the cell's characters that are in lines wanted, each as often as it is there."""
    have = Counter(filter(None, _lines(cell)))
    total = sum(len(line) * count for line, count in have.items())
    return sum(len(line) * count for line, count in (have & wanted).items()) / max(total, 1)


def _cuts(
    whole: list[str], parts: list[list[str]], places: list[int], own: int | None
) -> tuple[int, ...] | None:
    """Where the whole is cut; None where the parts are not plainly what it was made of."""
    starts = [0, *accumulate(map(len, parts))]
    common = [0.0] * len(parts)
    ends: list[list[int]] = [[] for _ in parts]
    for i, j, alike in _common(whole, [line for part in parts for line in part]):
        part = bisect(starts, j) - 1
        common[part] += len(whole[i]) * alike
        ends[part].append(i)
    for place, lines, held in zip(places, parts, common, strict=True):
        least = EDITED if place == own else PART
        if held < CHARACTERS or held < least * sum(map(len, lines)):
            return None
    if sum(common) < WHOLE * sum(map(len, whole)):
        return None
    inner = [_cut(whole, first[-1] + 1, second[0]) for first, second in pairwise(ends)]
    return (0, *inner, len(whole))


def _common(whole: list[str], joined: list[str]) -> Iterator[tuple[int, int, float]]:
    """Lines of both, ascending, and how alike they are: equal ones, and edited ones between."""
    i = j = 0
    for block in Indel.opcodes(whole, joined).as_matching_blocks():
        if (block.a - i) * (block.b - j) <= BETWEEN:
            yield from _edited(whole, range(i, block.a), joined, range(j, block.b))
        for n in range(block.size):
            if whole[block.a + n]:
                yield block.a + n, block.b + n, 1.0
        i, j = block.a + block.size, block.b + block.size


def _edited(
    whole: list[str], rows: range, joined: list[str], columns: range
) -> Iterator[tuple[int, int, float]]:
    start = columns.start
    for i in rows:
        for j in range(start, columns.stop):
            alike = Indel.normalized_similarity(whole[i], joined[j], score_cutoff=LINE)
            if whole[i] and alike:
                yield i, j, alike
                start = j + 1
                break


def _cut(whole: list[str], start: int, end: int) -> int:
    """Between two parts, where lines between them are known to neither: behind the first blanks."""
    blank = next((n for n in range(start, end) if not whole[n]), end)
    return next((n for n in range(blank, end) if whole[n]), end)
