"""Comma- and tab-separated text as a table of bounded size (RFC 4180, and what people write)."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

ROWS = 500
COLUMNS = 100
CELL = 1_000
"""Characters of a cell."""

LARGEST = 4_000_000
"""Characters of a text that are looked at."""

SNIFFED_ROWS = 20
SNIFFED_CHARACTERS = 64_000

DELIMITERS = (",", "\t", ";", "|")


@dataclass(frozen=True, slots=True)
class Table:
    """The head of a table: every row has as many cells as `header`.

    `more_rows` and `more_columns` say that the text goes on beyond what is here.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    delimiter: str
    more_rows: bool
    more_columns: bool


def parse_table(text: str, *, delimiter: str | None = None) -> Table | None:
    """The text as a table, its first row the header; None when it is none, and to be shown as text.

    Without a `delimiter` the likeliest of comma, tab, semicolon and bar is taken.
    """
    head = text[:LARGEST].removeprefix("\ufeff")
    chosen = delimiter or sniffed(head)
    if chosen is None or "\0" in head:
        return None
    rows = _read(head, chosen, ROWS + 2)
    is_cut = len(text) > LARGEST and len(rows) < ROWS + 2
    if is_cut:
        rows = rows[:-1]
    if not rows:
        return None
    width = max(map(len, rows))
    shown = min(width, COLUMNS)
    cells = [_cells(row, shown) for row in rows[: ROWS + 1]]
    return Table(cells[0], tuple(cells[1:]), chosen, is_cut or len(rows) > ROWS + 1, width > shown)


def sniffed(text: str) -> str | None:
    """The delimiter with which most of the first rows are as wide as the header, and widest."""
    head = text[:SNIFFED_CHARACTERS]
    scores = {mark: _score(_read(head, mark, SNIFFED_ROWS)) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: scores[mark])
    return best if scores[best] > (0, 0) else None


def _score(rows: list[list[str]]) -> tuple[float, int]:
    if not rows or len(rows[0]) < 2:
        return 0, 0
    width = len(rows[0])
    return sum(len(row) == width for row in rows) / len(rows), width


def _read(text: str, delimiter: str, most: int) -> list[list[str]]:
    """At most that many rows, empty lines left out; none at all of what csv cannot read."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if row:
                rows.append(row)
            if len(rows) == most:
                break
    except csv.Error:
        return []
    return rows


def _cells(row: list[str], width: int) -> tuple[str, ...]:
    cut = [cell if len(cell) <= CELL else cell[: CELL - 1] + "…" for cell in row[:width]]
    return tuple(cut + [""] * (width - len(cut)))
