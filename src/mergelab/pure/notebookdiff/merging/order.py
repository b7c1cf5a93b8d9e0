"""Which cells of the three notebooks are one cell, and the order of the result.

Cells that both sides kept in place part the notebooks into gaps. In a gap stand the cells that a
side deleted or moved away, and those it inserted or moved here; the two sides' insertions are put
by what they stand between. Only where that does not say which comes first do they meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from mergelab.pure.notebookdiff.alignment import Match, align
from mergelab.pure.notebookdiff.model import Cell


@dataclass(frozen=True, slots=True)
class Kept:
    """A cell of the base, and what became of it; None where a side deleted it.

    `moved` by both sides, it stands where ours has it.
    """

    base: int
    ours: int | None
    theirs: int | None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Came:
    """Cells inserted at one place, by one side or, where both have some, by both."""

    ours: tuple[int, ...]
    theirs: tuple[int, ...]


Entry = Kept | Came
_Side = Literal["ours", "theirs"]


def ordered(base: Sequence[Cell], ours: Sequence[Cell], theirs: Sequence[Cell]) -> list[Entry]:
    """Every cell of the three notebooks exactly once, in the order of the result."""
    return list(_Order(base, ours, theirs).entries())


@dataclass(slots=True, eq=False)
class _Run:
    """What a side put between the base cells `left` and `right`, which it kept.

    `cells` are its places of cells that came and the base's of cells that moved here, in order.
    """

    side: _Side
    left: int
    right: int
    cells: list[tuple[Literal["came", "moved"], int]] = field(default_factory=list)

    @property
    def came(self) -> list[int]:
        return [place for how, place in self.cells if how == "came"]

    @property
    def moved(self) -> list[int]:
        return [place for how, place in self.cells if how == "moved"]

    @property
    def is_replacing(self) -> bool:
        """Whether base cells that this side deleted stand in between."""
        return self.right - self.left > 1


class _SideOrder:
    """A side's cells as places in the base, or as its own where they came."""

    def __init__(self, name: _Side, base: Sequence[Cell], side: Sequence[Cell]) -> None:
        self.name = name
        self.count = len(side)
        matches = _with_filled(align(base, side), base, side)
        self.now = {m.old: m.new for m in matches if m.old is not None and m.new is not None}
        self.origin = {new: old for old, new in self.now.items()}
        self.moved = {m.old for m in matches if m.moved and m.old is not None}


def _with_filled(
    matches: Sequence[Match], base: Sequence[Cell], side: Sequence[Cell]
) -> list[Match]:
    """The matches, with empty cells that got their text: to the diff, such a cell went and came."""
    filled: list[Match] = []
    for is_kept, group in groupby(matches, lambda m: m.old is not None and m.new is not None):
        found = list(group)
        old = [m.old for m in found if m.old is not None]
        new = [m.new for m in found if m.new is not None]
        if is_kept or len(old) != len(new) or not _are_filled(base, old, side, new):
            filled += found
        else:
            filled += [Match(i, j) for i, j in zip(old, new, strict=True)]
    return filled


def _are_filled(base: Sequence[Cell], old: list[int], side: Sequence[Cell], new: list[int]) -> bool:
    return all(
        not base[i].key[1] and base[i].kind == side[j].kind for i, j in zip(old, new, strict=True)
    )


class _Order:
    def __init__(self, base: Sequence[Cell], ours: Sequence[Cell], theirs: Sequence[Cell]) -> None:
        self.base, self.our_cells, self.their_cells = base, ours, theirs
        self.ours = _SideOrder("ours", base, ours)
        self.theirs = _SideOrder("theirs", base, theirs)

    def entries(self) -> Iterator[Entry]:
        slots: dict[int, list[_Run]] = {}
        for slot, run in _slots(list(self._runs(self.ours)), list(self._runs(self.theirs))):
            slots.setdefault(slot, []).append(run)
        for place in range(-1, len(self.base)):
            if place >= 0 and not self._is_elsewhere(place):
                yield self._kept(place)
            yield from self._placed(slots.get(place, []))

    def _kept(self, place: int) -> Kept:
        moved = place in self.ours.moved and place in self.theirs.moved
        return Kept(place, self.ours.now.get(place), self.theirs.now.get(place), moved)

    def _owner(self, place: int) -> _Side | None:
        """The side whose order decides where a base cell stands; None: it stays."""
        if place in self.ours.moved:
            return "ours"
        return "theirs" if place in self.theirs.moved else None

    def _is_elsewhere(self, place: int) -> bool:
        return self._owner(place) is not None

    def _runs(self, side: _SideOrder) -> Iterator[_Run]:
        """The side's inserted and moved cells, between base cells that stay where they are."""
        run = _Run(side.name, -1, -1)
        for place in range(side.count):
            origin = side.origin.get(place)
            owner = None if origin is None else self._owner(origin)
            if origin is None:
                run.cells.append(("came", place))
            elif owner == side.name:
                run.cells.append(("moved", origin))
            elif owner is None:
                run.right = origin
                if run.cells:
                    yield run
                run = _Run(side.name, origin, origin)
        run.right = len(self.base)
        if run.cells:
            yield run

    def _placed(self, runs: list[_Run]) -> Iterator[Entry]:
        """What stands in one slot.

        A side's own order is kept, and a replacement comes before what stands behind it. Only where
        both sides have new cells, and nothing tells which come first, do these meet.
        """
        ours = [run for run in runs if run.side == "ours"]
        theirs = [run for run in runs if run.side == "theirs"]
        is_told = len(ours) == len(theirs) == 1 and _is_told(ours[0], theirs[0])
        came = [[place for run in side for place in run.came] for side in (ours, theirs)]
        if is_told or not all(came):
            order = (lambda run: not run.is_replacing) if is_told else (lambda run: run.side)
            for run in sorted(runs, key=order):
                yield from self._in_order(run)
            return
        yield from (self._kept(place) for run in (*ours, *theirs) for place in run.moved)
        yield from self._met(*came)

    def _in_order(self, run: _Run) -> Iterator[Entry]:
        for how, place in run.cells:
            if how == "moved":
                yield self._kept(place)
            else:
                yield Came((place,), ()) if run.side == "ours" else Came((), (place,))

    def _met(self, ours: list[int], theirs: list[int]) -> Iterator[Came]:
        """Insertions at one place: equal cells are one, the rest stands between these."""
        i = j = 0
        for next_i, next_j in [*self._equal(ours, theirs), (len(ours), len(theirs))]:
            if next_i > i or next_j > j:
                yield Came(tuple(ours[i:next_i]), tuple(theirs[j:next_j]))
            if next_i < len(ours):
                yield Came((ours[next_i],), (theirs[next_j],))
            i, j = next_i + 1, next_j + 1

    def _equal(self, ours: list[int], theirs: list[int]) -> list[tuple[int, int]]:
        if not ours or not theirs:
            return []
        left = [self.our_cells[place] for place in ours]
        right = [self.their_cells[place] for place in theirs]
        return [
            (m.old, m.new)
            for m in align(left, right)
            if m.old is not None
            and m.new is not None
            and not m.moved
            and left[m.old].key == right[m.new].key
        ]


def _slots(ours: list[_Run], theirs: list[_Run]) -> Iterator[tuple[int, _Run]]:
    """Each run with the place in the base that it follows: the last of the cells it replaces.

    Runs whose order the base does not tell all go to the last of their places, where they meet.
    """
    by_slot = {slot: run for run in theirs for slot in range(run.left, run.right)}
    groups: list[list[_Run]] = []
    seen: set[int] = set()
    for run in ours:
        met = [by_slot[slot] for slot in range(run.left, run.right) if slot in by_slot]
        met = [other for other in dict.fromkeys(met) if not _is_told(run, other)]
        if any(id(other) in seen for other in met):
            groups[-1] += [run, *(other for other in met if id(other) not in seen)]
        else:
            groups.append([run, *met])
        seen.update(map(id, met))
    groups += [[run] for run in theirs if id(run) not in seen]
    for group in groups:
        slot = max(run.right for run in group) - 1
        yield from ((slot, run) for run in group)


def _is_told(one: _Run, other: _Run) -> bool:
    """Whether the base tells which of two runs in touch comes first.

    It does where one replaces cells and the other stands at their beginning or end.
    """
    if one.is_replacing == other.is_replacing:
        return False
    long, short = (one, other) if one.is_replacing else (other, one)
    return short.left == long.left or short.right == long.right
