"""Cells with spans, row after row, to the full rows of a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from mergelab.pure.notebookdiff.tables.model import Table, Texts

Section = Literal["head", "body", "foot"]

ROWS = 20_000
COLUMNS = 500
CELLS = 400_000
"""Rows, columns and cells of a table that are compared, spans filled."""

HEADER_ROWS = 8
"""Rows without `<thead>` that may count as header because they hold only `<th>`."""


class TooLarge(ValueError):
    """More than is compared as a table; the message says in what."""


@dataclass
class _Row:
    section: Section | None
    texts: list[str] = field(default_factory=list)
    heads: list[bool] = field(default_factory=list)


@dataclass
class Grid:
    """A table under construction: `start_row`, then `add` for each of its cells."""

    caption: str = ""
    _rows: list[_Row] = field(default_factory=list)
    _open: dict[int, tuple[int, str, bool]] = field(default_factory=dict)
    _cells: int = 0

    def start_row(self, section: Section | None) -> None:
        if len(self._rows) >= ROWS:
            raise TooLarge(f"a table has more than {ROWS:,} rows")
        if self._rows:
            self._fill(self._rows[-1])
        self._rows.append(_Row(section))

    def add(self, text: str, *, is_head: bool, columns: int, rows: int) -> None:
        """A cell at the next free place of the row; `columns` and `rows` are its spans."""
        row = self._rows[-1]
        if self._open:
            self._fill(row)
        place = len(row.texts)
        if place + columns > COLUMNS:
            raise TooLarge(f"a table has more than {COLUMNS:,} columns")
        self._put(row, text, is_head, columns)
        if rows > 1:
            for column in range(place, place + columns):
                self._open[column] = (rows - 1, text, is_head)

    def table(self) -> Table | None:
        """The table, or None where it has no cell."""
        if self._rows:
            self._fill(self._rows[-1])
        rows = [row for row in self._rows if row.texts]
        if not rows:
            return None
        width = max(len(row.texts) for row in rows)
        head = _header_rows(rows)
        body = rows[head:]
        return Table(
            header=tuple(_padded(row, width) for row in rows[:head]),
            rows=tuple(_padded(row, width) for row in body),
            width=width,
            index=_index_columns(body, width),
            caption=self.caption,
        )

    def _fill(self, row: _Row) -> None:
        """Put what reaches down from the rows above where the row has come to."""
        while (above := self._open.pop(len(row.texts), None)) is not None:
            left, text, is_head = above
            if left > 1:
                self._open[len(row.texts)] = (left - 1, text, is_head)
            self._put(row, text, is_head, 1)

    def _put(self, row: _Row, text: str, is_head: bool, columns: int) -> None:
        self._cells += columns
        if self._cells > CELLS:
            raise TooLarge(f"a table has more than {CELLS:,} cells")
        row.texts += [text] * columns
        row.heads += [is_head] * columns


def _header_rows(rows: list[_Row]) -> int:
    """How many rows are the header: those in `<thead>`, else the first ones of only `<th>`."""
    count = 0
    while count < len(rows) and rows[count].section == "head":
        count += 1
    if count:
        return count
    while count < min(len(rows), HEADER_ROWS) and _is_header(rows[count]):
        count += 1
    return count if count < len(rows) else 0


def _is_header(row: _Row) -> bool:
    pairs = list(zip(row.texts, row.heads, strict=True))
    return any(is_head for _, is_head in pairs) and all(head or not text for text, head in pairs)


def _index_columns(body: list[_Row], width: int) -> int:
    """How many columns from the left are `<th>` in every row."""
    count = width
    for row in body:
        heads = row.heads
        for place in range(count):
            if place >= len(heads) or not heads[place]:
                count = place
                break
        if not count:
            break
    return count if body and count < width else 0


def _padded(row: _Row, width: int) -> Texts:
    return (*row.texts, *[""] * (width - len(row.texts)))
