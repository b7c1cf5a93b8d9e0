"""Which column and which row of a table became which one of the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mergelab.pure.notebookdiff.tables.model import Columns, ColumnTag, Table, TableColumn, Texts
from mergelab.pure.notebookdiff.tables.numbers import number
from mergelab.pure.textdiff import diff_lines

GAP = 40_000
"""Pairs of rows whose cells are compared to find the best, in one stretch of changed rows."""

NAMING = 3
"""Columns from the left that are looked at for one that names its rows."""

NAMED = 1_000
"""Rows from the top whose text in it must be no number."""

ALIKE = 0.5
"""Share of equal cells from which two rows are the same row, changed."""

_SEPARATOR = "\x1f"


class Match(NamedTuple):
    """A row of either side or both, from 0. `moved`: it stands elsewhere among the others."""

    old: int | None
    new: int | None
    moved: bool = False


def match_columns(old: Table, new: Table) -> Columns:
    """The columns by their names: the whole name first, then its first line, else where both
    sides have as many columns between two that are the same."""
    left = [old.name(column) for column in range(old.width)]
    right = [new.name(column) for column in range(new.width)]
    columns: list[TableColumn] = []
    for match in _matched(
        _keys(left, right), _keys(right, left), by_place=not (old.header and new.header)
    ):
        i, j = match.old, match.new
        tag: ColumnTag = "inserted" if i is None else "deleted" if j is None else "equal"
        if match.moved:
            tag = "moved"
        index = (j is not None and j < new.index) or (j is None and i is not None and i < old.index)
        names = (() if i is None else left[i]), (() if j is None else right[j])
        columns.append(TableColumn(i, j, tag, *names, index))
    both = tuple((c.old, c.new) for c in columns if c.old is not None and c.new is not None)
    return Columns(
        tuple(columns), both, is_counted(old) and is_counted(new) and both[:1] == ((0, 0),)
    )


def match_rows(old: Table, new: Table, columns: Columns) -> list[Match]:
    """The rows, by what names them where something does, else by what is in them."""
    left = [_picked(row, [i for i, _ in columns.both]) for row in old.rows]
    right = [_picked(row, [j for _, j in columns.both]) for row in new.rows]
    if left == right:
        return [Match(n, n) for n in range(len(left))]
    index = min(old.index, new.index)
    counted = is_counted(old) and is_counted(new)
    if index and not counted:
        keys = [_joined(row[:index]) for row in old.rows]
        others = [_joined(row[:index]) for row in new.rows]
        if _are_names(keys, others):
            return _matched(keys, others, by_place=False)
    if counted:
        left = [row[1:] for row in left]
        right = [row[1:] for row in right]
    names = _naming_column(left, right)
    if names is not None:
        return _matched(*names, by_place=False)
    return list(_by_content(left, right))


def _naming_column(old: list[Texts], new: list[Texts]) -> tuple[list[str], list[str]] | None:
    """The first column that holds a name in every row, mostly the same ones on both sides."""
    if not (old and new):
        return None
    for column in range(min(len(old[0]), NAMING)):
        names, others = ([row[column] for row in rows] for rows in (old, new))
        if any(not name or number(name) for name in (*names[:NAMED], *others[:NAMED])):
            continue
        if _are_names(names, others) and 2 * len({*names} & {*others}) >= len(names):
            return names, others
    return None


def _picked(row: Texts, places: Sequence[int]) -> Texts:
    return row if len(places) == len(row) else tuple(row[place] for place in places)


def _keys(names: Sequence[Texts], others: Sequence[Texts]) -> list[str]:
    """A column's key: its whole name if the other side has it, else the name's first line (a type
    may stand below); equal ones are told apart by their order."""
    known = set(others)
    seen: Counter[str] = Counter()
    keys: list[str] = []
    for name in names:
        first = next(filter(None, name), "")
        key = _joined(("whole", *name)) if name in known else _joined(("first", first))
        keys.append(f"{key}{_SEPARATOR}{seen[key]}")
        seen[key] += 1
    return keys


def _are_names(old: list[str], new: list[str]) -> bool:
    """Whether an index tells its rows apart on both sides and names some of both."""
    if len(set(old)) < len(old) or len(set(new)) < len(new):
        return False
    return not set(old).isdisjoint(new)


def is_counted(table: Table) -> bool:
    """Whether the index is 0, 1, 2…, which says nothing of the rows."""
    return table.index == 1 and all(row[0] in (str(n), "...") for n, row in enumerate(table.rows))


def _matched(old: list[str], new: list[str], *, by_place: bool) -> list[Match]:
    """Equal keys pair up, in order first and then as moved; `by_place` pairs the others too."""
    chain: list[tuple[int, int]] = []
    for op in diff_lines(old, new):
        if op.tag == "equal" or (by_place and op.i2 - op.i1 == op.j2 - op.j1):
            chain += zip(range(op.i1, op.i2), range(op.j1, op.j2), strict=True)
    paired = {i for i, _ in chain}
    taken = {j for _, j in chain}
    places = {key: j for j, key in enumerate(new) if j not in taken}
    moves = {places.pop(key): i for i, key in enumerate(old) if i not in paired and key in places}
    return _ordered(len(old), len(new), chain, moves)


def _by_content(old: list[Texts], new: list[Texts]) -> Iterator[Match]:
    """Equal rows, and between them rows that are alike; rows that stand alone on both sides."""
    chain: list[tuple[int, int]] = []
    for tag, i1, i2, j1, j2 in diff_lines(list(map(_joined, old)), list(map(_joined, new))):
        if tag == "equal":
            chain += zip(range(i1, i2), range(j1, j2), strict=True)
        elif i2 - i1 == j2 - j1 or (i2 - i1) * (j2 - j1) > GAP:
            chain += zip(range(i1, i2), range(j1, j2), strict=False)
        else:
            pairs = _alike(old[i1:i2], new[j1:j2])
            in_order = zip(range(i2 - i1), range(j2 - j1), strict=False)
            chain += [(i1 + i, j1 + j) for i, j in pairs or in_order]
    yield from _ordered(len(old), len(new), chain, {})


def _alike(old: Sequence[Texts], new: Sequence[Texts]) -> list[tuple[int, int]]:
    """The pairs in order that have the most equal cells, each at least `ALIKE`."""
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    shares = [[_share(a, b) for b in new] for a in old]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            together = shares[i][j] + best[i + 1][j + 1] if shares[i][j] >= ALIKE else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    pairs: list[tuple[int, int]] = []
    i, j = 0, 0
    while i < len(old) and j < len(new):
        if shares[i][j] >= ALIKE and best[i][j] == shares[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _share(old: Texts, new: Texts) -> float:
    return sum(a == b for a, b in zip(old, new, strict=True)) / len(old) if old else 0.0


def _ordered(
    old: int, new: int, chain: Sequence[tuple[int, int]], moves: dict[int, int]
) -> list[Match]:
    """Every row of both sides once: deleted ones where they stood, moved ones where they are."""
    gone = set(range(old)) - {i for i, _ in chain} - set(moves.values())
    matches: list[Match] = []
    i, j = 0, 0
    for next_i, next_j in [*chain, (old, new)]:
        matches += [Match(n, None) for n in range(i, next_i) if n in gone]
        matches += [Match(moves.get(n), n, n in moves) for n in range(j, next_j)]
        if next_i < old or next_j < new:
            matches.append(Match(next_i, next_j))
        i, j = next_i + 1, next_j + 1
    return matches


def _joined(texts: Sequence[str]) -> str:
    return _SEPARATOR.join(texts)
