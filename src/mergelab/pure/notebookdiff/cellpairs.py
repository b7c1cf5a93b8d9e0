"""The pairs of cells that belong together, found in the steps that `alignment` tells of."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from zlib import crc32

from mergelab.pure.notebookdiff.chains import longest_run
from mergelab.pure.notebookdiff.gaps import Scored, pair_gap
from mergelab.pure.notebookdiff.identity import Pair, trusted_ids
from mergelab.pure.notebookdiff.model import Cell
from mergelab.pure.notebookdiff.moves import Strays, may_move
from mergelab.pure.notebookdiff.similarity import Budget, Words
from mergelab.pure.notebookdiff.splits import Division, Splits

WEAK = 0.5
"""Likeness below which a pair gives way to a cell elsewhere that is much more alike."""

_LONG = 200


@dataclass(frozen=True)
class Pairing:
    """The pairs that stay in order, those that moved, and the cells that are several."""

    chain: list[Pair]
    moves: dict[int, int]
    splits: list[Division]
    merges: list[Division]

    def turned(self) -> Pairing:
        """The same with its sides exchanged."""
        chain = [(j, i) for i, j in self.chain]
        return Pairing(chain, {j: i for i, j in self.moves.items()}, self.merges, self.splits)

    def all(self) -> Iterator[Pair]:
        yield from self.chain
        yield from self.moves.items()

    def bind(self, i: int, j: int) -> None:
        """Pairs two cells in place of what either was paired with."""
        was_moved = self.moves.pop(i, None) is not None
        for other in [row for row, column in self.moves.items() if column == j]:
            was_moved = self.moves.pop(other) == j
        self.chain[:] = [(row, column) for row, column in self.chain if row != i and column != j]
        at = bisect(self.chain, (i, j))
        around = self.chain[max(at - 1, 0) : at + 1]
        if was_moved or any((row < i) != (column < j) for row, column in around):
            self.moves[i] = j
        else:
            self.chain.insert(at, (i, j))


def pair_cells(old: Sequence[Cell], new: Sequence[Cell], same: int) -> Pairing:
    """What belongs together; `same` other cells with an id are the same on both sides."""
    if _is_turned(old, new):
        return _pair_cells(new, old, same).turned()
    return _pair_cells(old, new, same)


def _is_turned(old: Sequence[Cell], new: Sequence[Cell]) -> bool:
    """Whether the sides are looked at the other way round, so that their order never matters."""
    if len(old) != len(new):
        return len(old) > len(new)
    return next(
        (a > b for a, b in zip(map(_order, old), map(_order, new), strict=True) if a != b), False
    )


def _order(cell: Cell) -> tuple[str, str, str]:
    return (*cell.key, cell.identity or "")


def _pair_cells(old: Sequence[Cell], new: Sequence[Cell], same: int) -> Pairing:
    chain, moves = _Search(old, new).pairs(same)
    pairing = Pairing(chain, moves, [], [])
    if len(chain) + len(moves) < max(len(old), len(new)):
        _divide(old, new, pairing)
    return pairing


def _divide(old: Sequence[Cell], new: Sequence[Cell], pairing: Pairing) -> None:
    """Adds the splits and merges, and pairs each whole with the chief of its parts."""
    splits = Splits(old, new, dict(pairing.all())).found()
    pairing.splits.extend(splits)
    for division in splits:
        pairing.bind(division.whole, division.primary)
    back = {j: i for i, j in pairing.all()}
    busy_old = frozenset(division.whole for division in splits)
    busy_new = frozenset(part for division in splits for part in division.parts)
    pairing.merges.extend(Splits(new, old, back, busy_new, busy_old).found())
    for division in pairing.merges:
        pairing.bind(division.primary, division.whole)


@dataclass
class _Search:
    """Looks for the pairs of two notebooks; `moves` are those that stand elsewhere."""

    old: Sequence[Cell]
    new: Sequence[Cell]
    moves: dict[int, int] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)
    words: Words = field(default_factory=Words)

    def pairs(self, same: int) -> tuple[list[Pair], dict[int, int]]:
        """The pairs that stay in order, and those that moved."""
        old, new = self.old, self.new
        named = trusted_ids(old, new, same)
        anchors = named + _same_texts(old, new, named)
        spine = longest_run(anchors, lambda pair: _weight(old[pair[0]], new[pair[1]]))
        off = sorted(set(anchors).difference(spine))
        by_name = set(off).intersection(named)
        self.moves |= {i: j for i, j in off if (i, j) in by_name or may_move(old[i])}
        chain = self._filled(spine)
        strays = self._strays(spine, chain).found(self.budget)
        if strays:
            self.moves |= strays
            ends = set(strays.values())
            chain = [entry for entry in chain if entry[0] not in strays and entry[1] not in ends]
            chain = self._filled([(i, j) for i, j, _ in chain])
        return [(i, j) for i, j, _ in chain], self.moves

    def _filled(self, spine: list[Pair]) -> list[Scored]:
        """The spine with the pairs found between its anchors."""
        old, new = self.old, self.new
        arrived = set(self.moves.values())
        chain: list[Scored] = []
        i, j = 0, 0
        for next_i, next_j in [*spine, (len(old), len(new))]:
            rows = [row for row in range(i, next_i) if row not in self.moves]
            columns = [column for column in range(j, next_j) if column not in arrived]
            if rows and columns:
                sides = [old[row] for row in rows], [new[column] for column in columns]
                pairs = pair_gap(*sides, self.budget, self.words)
                chain += [(rows[a], columns[b], score) for a, b, score in pairs]
            chain.append((next_i, next_j, 1.0))
            i, j = next_i + 1, next_j + 1
        return chain[:-1]

    def _strays(self, spine: list[Pair], chain: list[Scored]) -> Strays:
        known = set(spine)
        weak = {(i, j): score for i, j, score in chain if score < WEAK and (i, j) not in known}
        firm = {(i, j) for i, j, _ in chain if (i, j) not in weak}
        known_old = {i for i, _ in firm}.union(self.moves)
        known_new = {j for _, j in firm}.union(self.moves.values())
        rows = [i for i in range(len(self.old)) if i not in known_old]
        columns = [j for j in range(len(self.new)) if j not in known_new]
        return Strays(self.old, self.new, rows, columns, weak, self.words)


def _same_texts(old: Sequence[Cell], new: Sequence[Cell], named: list[Pair]) -> list[Pair]:
    """Places of texts that occur once on both sides, among cells that are not yet known.

    A text that says something is the same one in a cell of another kind.
    """
    taken_old = {i for i, _ in named}
    taken_new = {j for _, j in named}
    places = _once((cell.key[1] or cell.key, j) for j, cell in enumerate(new) if j not in taken_new)
    own = _once((cell.key[1] or cell.key, i) for i, cell in enumerate(old) if i not in taken_old)
    return [(i, places[key]) for key, i in own.items() if key in places]


def _once(keys: Iterable[tuple[Hashable, int]]) -> dict[Hashable, int]:
    places: dict[Hashable, int] = {}
    again: set[Hashable] = set()
    for key, place in keys:
        if key in places:
            again.add(key)
        places[key] = place
    for key in again:
        del places[key]
    return places


def _weight(old: Cell, new: Cell) -> int:
    """Cells count more than their length; at last their texts decide, so that sides do not."""
    length = min(len(old.key[1]), len(new.key[1]), _LONG)
    shade = crc32(f"{old.identity if old.identity == new.identity else ''}{length}".encode())
    shade ^= crc32(min(old.key, new.key)[1].encode("utf-8", "surrogatepass"))
    return ((_LONG + length) << 16) + (shade & 0xFFFF)
