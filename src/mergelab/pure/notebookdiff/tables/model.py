"""A table as read, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from mergelab.pure.notebookdiff.tables.numbers import Change, change_of, is_close

Texts = tuple[str, ...]
CellVerdict = Literal["equal", "changed", "inserted", "deleted"]
ColumnTag = Literal["equal", "moved", "inserted", "deleted"]
RowTag = Literal["equal", "changed", "inserted", "deleted"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table's texts. Every row, of the header too, is as wide as the table; spans are filled.

    `index` is how many columns at the left name the row, as a data frame's index does.
    """

    header: tuple[Texts, ...]
    rows: tuple[Texts, ...]
    width: int
    index: int
    caption: str = ""

    def name(self, column: int) -> Texts:
        """The header's texts of a column, from the top down."""
        return tuple(row[column] for row in self.header)


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell's texts; None on a side that lacks its row or its column.

    `delta` is new minus old where both are numbers of one unit, and `relative` that delta as a
    share of the old number's size (None where that is 0).
    """

    old: str | None
    new: str | None
    verdict: CellVerdict
    delta: float | None = None
    relative: float | None = None


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of either side or both. `old` and `new` are its places, from 0.

    `old_name` and `new_name` are the header's texts from the top down, empty on a side that lacks
    the column; they may differ in a column that is on both sides (a type in the header, say).
    """

    old: int | None
    new: int | None
    tag: ColumnTag
    old_name: Texts
    new_name: Texts
    is_index: bool

    @property
    def name(self) -> str:
        """The newer name in one line, such as `power / mean`; it may be empty."""
        return " / ".join(filter(None, self.new_name or self.old_name))


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns, which of them both sides have, and which of these are compared.

    `is_counted`: the index only counts the rows, so that it differs after each that came or went
    and is not compared.
    """

    all: tuple[TableColumn, ...]
    both: tuple[tuple[int, int], ...]
    is_counted: bool = False

    @property
    def told(self) -> tuple[tuple[int, int], ...]:
        """The places of the columns on both sides that are compared."""
        return self.both[1:] if self.is_counted else self.both


@dataclass(frozen=True)
class TableRow:
    """A row of either side or both. `old` and `new` are its numbers in the body, from 1.

    `moved`: it stands elsewhere among the rows; it is listed at its new place.
    """

    tag: RowTag
    old: int | None
    new: int | None
    moved: bool
    old_texts: Texts | None
    new_texts: Texts | None
    columns: Columns
    tolerance: float = 0.0

    @cached_property
    def cells(self) -> tuple[TableCell, ...]:
        """One for each of `TableDiff.columns`."""
        return tuple(self._cell(column) for column in self.columns.all)

    @property
    def changed_cells(self) -> int:
        """Cells in columns of both sides that differ, counted without working out by how much."""
        old, new = self.old_texts, self.new_texts
        if old is None or new is None:
            return 0
        differing = [(i, j) for i, j in self.columns.told if old[i] != new[j]]
        return sum(not is_close(old[i], new[j], self.tolerance) for i, j in differing)

    def _cell(self, column: TableColumn) -> TableCell:
        old, new = _at(self.old_texts, column.old), _at(self.new_texts, column.new)
        if old is None or new is None:
            return TableCell(old, new, "deleted" if new is None else "inserted")
        is_same = old == new or (column.is_index and self.columns.is_counted)
        if is_same or is_close(old, new, self.tolerance):
            return TableCell(old, new, "equal")
        change = change_of(old, new) or Change(None, None)
        return TableCell(old, new, "changed", change.delta, change.relative)


@dataclass(frozen=True)
class TableDiff:
    """Two tables beside each other: each row and column of either side once.

    `columns` and `rows` are in the order of the new table, with what went where it stood.
    `old_note` and `new_note` are the texts around the tables, such as `500 rows × 4 columns`.
    """

    old: Table
    new: Table
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    old_note: str = ""
    new_note: str = ""
    tolerance: float = 0.0

    @cached_property
    def is_equal(self) -> bool:
        """Whether no text differs, numbers within the tolerance aside."""
        return (
            all(row.tag == "equal" and not row.moved for row in self.rows)
            and all(
                column.tag == "equal" and column.old_name == column.new_name
                for column in self.columns
            )
            and self.old.caption == self.new.caption
            and self.old_note == self.new_note
        )

    @cached_property
    def changed_cells(self) -> int:
        """Cells of rows and columns on both sides that differ."""
        return sum(row.changed_cells for row in self.rows if row.tag == "changed")

    @property
    def words(self) -> str:
        """Such as `3 cells changed, 1 row added`; `no cell changed` where nothing is."""
        return ", ".join(self._words()) or "no cell changed"

    def with_tolerance(self, tolerance: float) -> TableDiff:
        """The same with numbers taken as equal that differ by at most that share of the larger."""
        rows = tuple(
            replace(row, tag=_judged(row, tolerance), tolerance=tolerance) for row in self.rows
        )
        return replace(self, rows=rows, tolerance=tolerance)

    def _words(self) -> Iterator[str]:
        if self.changed_cells:
            yield f"{counted(self.changed_cells, 'cell')} changed"
        for tag, word in (("inserted", "added"), ("deleted", "removed")):
            rows = sum(row.tag == tag for row in self.rows)
            columns = sum(column.tag == tag for column in self.columns)
            if rows:
                yield f"{counted(rows, 'row')} {word}"
            if columns:
                yield f"{counted(columns, 'column')} {word}"
        moved = sum(row.moved for row in self.rows), sum(c.tag == "moved" for c in self.columns)
        for number, noun in zip(moved, ("row", "column"), strict=True):
            if number:
                yield f"{counted(number, noun)} moved"
        both = [column for column in self.columns if None not in (column.old, column.new)]
        if any(column.old_name != column.new_name for column in both):
            yield "header changed"
        if self.old.caption != self.new.caption:
            yield "caption changed"
        if self.old_note != self.new_note:
            yield "text around it changed"


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of an output before and after; `reason` says why they are not compared."""

    diffs: tuple[TableDiff, ...] = ()
    reason: str = ""


def tag_of(
    old: Texts, new: Texts, both: tuple[tuple[int, int], ...], tolerance: float = 0.0
) -> RowTag:
    """Whether a row on both sides differs in a column that both sides have."""
    same = all(old[i] == new[j] or is_close(old[i], new[j], tolerance) for i, j in both)
    return "equal" if same else "changed"


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _judged(row: TableRow, tolerance: float) -> RowTag:
    if row.old_texts is None or row.new_texts is None:
        return row.tag
    return tag_of(row.old_texts, row.new_texts, row.columns.told, tolerance)


def _at(texts: Texts | None, place: int | None) -> str | None:
    return None if texts is None or place is None else texts[place]
