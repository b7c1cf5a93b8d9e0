"""From an HTML output to the texts of its tables."""

from __future__ import annotations

import html
import re

from mergelab.pure.notebookdiff.tables.grid import COLUMNS, Grid, Section, TooLarge
from mergelab.pure.notebookdiff.tables.lexing import tokens
from mergelab.pure.notebookdiff.tables.model import Table

CHARACTERS = 8_000_000
"""Characters of an output that is read for tables."""

TABLES = 50

NOTE = 200
"""Characters at either end of the text around a table that may tell its shape."""

_INLINE = frozenset(
    [
        *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em"),
        *("font", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike"),
        *("strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
    ]
)
_SPAN = re.compile(r"(?<![\w-])(col|row)span\s{0,9}=\s{0,9}[\"']?([0-9]{1,6})", re.IGNORECASE)
_SHAPE = re.compile(
    r"(?<![0-9,_])([0-9][0-9,_]{0,15}) rows [×x] ([0-9]{1,6}) columns"
    r"|shape: \(([0-9][0-9,_]{0,15}), ([0-9]{1,6})\)"
)
_SECTIONS: dict[str, Section] = {"thead": "head", "tbody": "body", "tfoot": "foot"}


def read_tables(text: str) -> tuple[list[Table], str]:
    """The tables in order, and the text around them. Raises `TooLarge`.

    A table inside a cell is part of the cell's text.
    """
    if len(text) > CHARACTERS:
        raise TooLarge(f"the output has more than {CHARACTERS:,} characters")
    reader = _Reader()
    for kind, value, attributes in tokens(text):
        if kind in {"td", "th"}:
            reader.cell(kind, value, attributes)
        elif kind == "text":
            reader.texts.append(value)
        elif kind == "open":
            reader.open(value, attributes)
        elif kind == "close":
            reader.close(value)
    reader.end_table()
    return reader.tables, plain("".join([*reader.around, *reader.texts]))


def shape(note: str) -> tuple[int, int] | None:
    """Rows and columns as the text around a data frame tells them, pandas' or polars' way."""
    match = _SHAPE.search(note[-NOTE:]) or _SHAPE.search(note[:NOTE])
    if match is None:
        return None
    parts = filter(None, match.groups())
    rows, columns = (int(part.replace(",", "").replace("_", "")) for part in parts)
    return rows, columns


def plain(text: str) -> str:
    """The text as shown: entities resolved, white space collapsed."""
    return " ".join((html.unescape(text) if "&" in text else text).split())


class _Reader:
    """What the tags so far have opened. `texts` is what was read since the last cell began."""

    def __init__(self) -> None:
        self.tables: list[Table] = []
        self.around: list[str] = []
        self.texts: list[str] = []
        self._grid: Grid | None = None
        self._inner = 0
        self._section: Section | None = None
        self._has_row = False
        self._cell: tuple[bool, int, int] | None = None

    def cell(self, name: str, text: str, attributes: str) -> None:
        """A whole cell at once, as nearly all are."""
        if self._grid is None or self._inner:
            self.texts += (" ", text, " ")
            return
        if self._cell is not None or self.texts:
            self._end_cell()
        if not self._has_row:
            self._start_row()
        columns, rows = _spans(attributes) if attributes else (1, 1)
        self._grid.add(plain(text), is_head=name == "th", columns=columns, rows=rows)

    def open(self, name: str, attributes: str) -> None:
        if name not in _INLINE:
            self.texts.append(" ")
        if name == "table":
            self._open_table()
        elif self._grid is None or self._inner:
            return
        elif name in ("td", "th"):
            self._end_cell()
            if not self._has_row:
                self._start_row()
            self._cell = (name == "th", *_spans(attributes))
        elif name == "tr":
            self._end_cell()
            self._start_row()
        elif name in _SECTIONS or name == "caption":
            self._end_cell()
            self._has_row = False
            self._section = _SECTIONS.get(name, self._section)

    def close(self, name: str) -> None:
        if name not in _INLINE:
            self.texts.append(" ")
        if self._grid is None:
            return
        if name == "table":
            if self._inner:
                self._inner -= 1
            else:
                self.end_table()
        elif self._inner:
            return
        elif name in ("td", "th", "tr"):
            self._end_cell()
            self._has_row = self._has_row and name != "tr"
        elif name == "caption":
            self._grid.caption = plain("".join(self.texts))
            self.texts.clear()
        elif name in _SECTIONS:
            self._end_cell()
            self._has_row, self._section = False, None

    def end_table(self) -> None:
        """Close the table that is open, if one is."""
        if self._grid is None:
            return
        self._end_cell()
        table = self._grid.table()
        if table is not None:
            self.tables.append(table)
        self._grid, self._inner = None, 0

    def _open_table(self) -> None:
        if self._grid is not None:
            if self._cell is not None:
                self._inner += 1
                return
            self.end_table()
        if len(self.tables) >= TABLES:
            raise TooLarge(f"the output has more than {TABLES} tables")
        self.around += self.texts
        self.texts = []
        self._grid, self._section, self._has_row = Grid(), None, False

    def _start_row(self) -> None:
        assert self._grid is not None, "rows are only read in a table"
        self._grid.start_row(self._section)
        self._has_row = True

    def _end_cell(self) -> None:
        """Give the texts read to the open cell; between cells they are white space or stray."""
        if self._cell is not None and self._grid is not None:
            is_head, columns, rows = self._cell
            text = plain("".join(self.texts))
            self._grid.add(text, is_head=is_head, columns=columns, rows=rows)
            self.texts.clear()
        elif "".join(self.texts).strip():
            self.around += self.texts
            self.texts.clear()
        else:
            self.texts.clear()
        self._cell = None


def _spans(attributes: str) -> tuple[int, int]:
    """The columns and rows that a cell covers."""
    if "span" not in attributes.lower():
        return 1, 1
    found = {kind.lower(): int(number) for kind, number in _SPAN.findall(attributes)}
    return min(max(found.get("col", 1), 1), COLUMNS + 1), max(found.get("row", 1), 1)
