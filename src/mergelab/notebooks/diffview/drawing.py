"""A whole notebook's difference as HTML, and the parts of it that a page loads later."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from mergelab.notebooks.diffview.cells import CellDrawer, cell_anchor
from mergelab.notebooks.diffview.figures import waiting_note
from mergelab.notebooks.diffview.headlines import is_line_by_line
from mergelab.notebooks.diffview.metadata import key_table, key_words
from mergelab.notebooks.diffview.model import Around, Gone, Spot
from mergelab.notebooks.diffview.outputs import OutputDrawer
from mergelab.notebooks.diffview.read import Compared
from mergelab.notebooks.diffview.report import ReportDrawer, headings
from mergelab.notebooks.diffview.words import summary_words
from mergelab.notebooks.queries.preferences import Choice
from mergelab.notebooks.rendering.hints import hint_box
from mergelab.notebooks.rendering.text import safe_text
from mergelab.pure.notebookdiff import Hint, Row, hints
from mergelab.web.components import diff as component

FIRST_CELLS: Final = 100
"""Changed cells that are drawn at once; the others follow by a link."""

OPENED_CELLS: Final = 100
"""Cells of one fragment."""


@dataclass
class Drawing:
    """Draws one difference for one page. Threads whose place is not drawn go to the nearest one."""

    compared: Compared
    choice: Choice
    around: Around
    placed: set[Spot] = field(default_factory=set)

    @property
    def summary(self) -> str:
        return summary_words(self.compared.diff)

    @cached_property
    def hints(self) -> tuple[Hint, ...]:
        """What a reviewer should look at, and what was odd about the file."""
        return hints(self.compared.diff)

    @property
    def hint_box(self) -> SafeString:
        return hint_box(self.hints, self._anchor_of)

    def _anchor_of(self, hint: Hint) -> str:
        for row in self._drawn_rows if hint.cell is not None else ():
            cell = row.old if hint.side == "old" else row.new
            if cell is not None and cell.index == hint.cell:
                return cell_anchor(self.compared.key, row)
        return ""

    @cached_property
    def _drawn_rows(self) -> list[Row]:
        return [row for row in self.compared.diff.rows if self._is_shown(row)][:FIRST_CELLS]

    @cached_property
    def body(self) -> SafeString:
        """All rows, then the threads that found no place."""
        parts = [*self._notebook_changes(), *self._rows()]
        waiting = self._waiting_note() if self.compared.pixels.waiting else ""
        top = waiting + self._notebook_threads()
        left = self._leftover_threads()
        inside = "".join([top, *parts, left])
        css = "nb-diff nb-report" if self.choice.is_report else "nb-diff"
        return mark_safe(f'<div class="{css}">{inside}</div>')  # noqa: S308  # made of safe parts

    def part(self, query: Mapping[str, int]) -> SafeString | None:
        """What a part's address asks for: cells from one row to another, lines of a text, or what
        is known of figures' pixels.

        None where the difference has no such part.
        """
        rows = self.compared.diff.rows
        start, end = query.get("from", 0), query.get("to", 0)
        if "pixels" in query:
            return self._pixels_part()
        if "row" in query:
            return self._lines_part(query, start, end)
        if not 0 <= start < end <= len(rows):
            return None
        stop = min(end, start + OPENED_CELLS)
        parts: list[str] = [self._cell(place) for place in range(start, stop)]
        if stop < end:
            parts.append(self._fold(stop, end))
        return mark_safe("".join(parts))  # noqa: S308  # made of safe parts

    def _waiting_note(self) -> SafeString:
        part_url = self.around.part_url
        return waiting_note(self.compared.pixels, part_url({"pixels": 1}) if part_url else "")

    def _pixels_part(self) -> SafeString:
        """The lines of the figures that were compared by now, and a note while others are left."""
        pixels = self.compared.pixels
        known = [*pixels.verdicts, *pixels.refused]
        drawers = (self._drawer(row).output_drawer(output) for row, output in known)
        lines = "".join(drawer.line(' hx-swap-oob="true"') for drawer in drawers)
        return mark_safe(self._waiting_note() + lines)  # noqa: S308  # made of safe parts

    def _lines_part(self, query: Mapping[str, int], start: int, end: int) -> SafeString | None:
        rows, place, number = self.compared.diff.rows, query["row"], query.get("output")
        if not 0 <= place < len(rows):
            return None
        if number is not None and not 0 <= number < len(rows[place].outputs):
            return None
        cell = self._drawer(place)
        if number is not None and "all" in query:
            whole = cell.output_drawer(number)
            return whole.text_table() if is_line_by_line(whole.pair) else None
        if number is not None and "table" in query:
            return _table_part(cell.output_drawer(number), query["table"], start, end)
        where = {} if number is None else {"output": number}
        drawer = (
            cell.source_drawer() if number is None else cell.output_drawer(number).text_drawer()
        )
        if not 0 <= start < end <= len(drawer.lines):
            return None
        layout: component.Layout = "split" if self.choice.split else "unified"
        return component.diff_rows(drawer.stretch(start, end, cell.gap_url(**where)), layout)

    def _rows(self) -> Iterator[str]:
        rows = self.compared.diff.rows
        folded = drawn = 0
        for place, row in enumerate(rows):
            between = self._between(place)
            is_shown = self._is_shown(row) and drawn < FIRST_CELLS
            if (is_shown or between) and folded:
                yield self._fold(place - folded, place)
                folded = 0
            yield from between
            if is_shown:
                yield self._cell(place)
                drawn += 1
            else:
                folded += 1
        if folded:
            yield self._fold(len(rows) - folded, len(rows))
        yield from self._between(len(rows))

    def _between(self, place: int) -> list[str]:
        """What stands before a row: where cells went, and the threads on cells that are gone."""
        gone = (gone_strip(self.around.gone[key]) for key in self._gone.get(place, []))
        return [*map(self._moved_note, self._moved_away.get(place, [])), *gone]

    def _cell(self, place: int) -> str:
        return self._drawer(place).whole()

    def _drawer(self, place: int) -> CellDrawer:
        make = ReportDrawer if self.choice.is_report else CellDrawer
        return make(self.compared, place, self.choice, self.around, self.placed)

    def _is_shown(self, row: Row) -> bool:
        return row.is_changed or self.choice.unchanged or self._has_threads(row)

    @cached_property
    def _cells_with_threads(self) -> set[tuple[str, int | None]]:
        return {(spot.side, spot.cell) for spot in self.around.threads}

    def _has_threads(self, row: Row) -> bool:
        cells = self._cells_with_threads
        return bool(cells) and (
            (row.old is not None and ("old", row.old.index) in cells)
            or (row.new is not None and ("new", row.new.index) in cells)
        )

    @cached_property
    def _moved_away(self) -> dict[int, list[Row]]:
        """Moved cells by the row before which they stood."""
        rows = self.compared.diff.rows
        found: dict[int, list[Row]] = {}
        for row in (row for row in rows if row.moved and row.old):
            stood = row.old.index if row.old else 0
            later = (
                place
                for place, other in enumerate(rows)
                if other.old is not None and not other.moved and other.old.index > stood
            )
            found.setdefault(next(later, len(rows)), []).append(row)
        return found

    @cached_property
    def _gone(self) -> dict[int, list[Gone]]:
        """Where threads on deleted cells stand, by the row before which that is."""
        found: dict[int, list[Gone]] = {}
        for key in self.around.gone:
            found.setdefault(place_of_gone(self.compared.diff.rows, key), []).append(key)
        return found

    def _moved_note(self, row: Row) -> str:
        old, new = row.old, row.new
        if old is None or new is None:
            return ""
        key = self.compared.key
        return (
            f'<p class="nb-note nb-moved" id="{key}-old-cell-{old.index + 1}">Cell {old.index + 1}'
            f' moved to <a href="#{cell_anchor(key, row)}">cell {new.index + 1}</a></p>'
        )

    def _fold(self, start: int, end: int) -> str:
        rows = self.compared.diff.rows[start:end]
        words = _fold_words(rows)
        if self.choice.is_report and (names := headings(rows)):
            words = f"{words}: {safe_text(', '.join(names))}"
        part_url = self.around.part_url
        if part_url is None:
            return f'<p class="fold nb-closed">{words}</p>'
        url = escape(part_url({"from": start, "to": end}))
        return (
            f'<div class="nb-folded"><a class="fold" href="{url}" hx-get="{url}" rel="nofollow"'
            f' hx-target="closest .nb-folded" hx-swap="outerHTML">{words}</a></div>'
        )

    def _notebook_changes(self) -> Iterator[str]:
        changes = [entry.change for entry in self.compared.diff.changes]
        if changes and self.choice.metadata:
            yield key_table(changes, "Notebook metadata")
        elif changes:
            yield f'<p class="nb-note">{key_words(changes, "Notebook metadata")}</p>'
        diff = self.compared.diff
        if not diff.is_changed and not changes:
            yield f'<p class="nb-note">{_no_change_words(diff.is_identical)}</p>'

    def _notebook_threads(self) -> str:
        found = [spot for spot in self.around.threads if spot.cell is None]
        return self._thread_strip(found)

    def _leftover_threads(self) -> str:
        return self._thread_strip([spot for spot in self.around.threads if spot not in self.placed])

    def _thread_strip(self, spots: list[Spot]) -> str:
        self.placed.update(spots)
        made = "".join(self.around.threads[spot] for spot in spots)
        return f'<div class="nb-threads nb-strip">{made}</div>' if made else ""


def _table_part(drawer: OutputDrawer, table: int, start: int, end: int) -> SafeString | None:
    found = drawer.table_drawer(table)
    if found is None or not 0 <= start < end <= len(found.diff.rows):
        return None
    return mark_safe(found.stretch(start, end))  # noqa: S308  # each cell is escaped


def place_of_gone(rows: Sequence[Row], key: Gone) -> int:
    """The row before which a deleted cell stood: after the cell before it and what else went.

    Of a side that is gone as a whole, the first row.
    """
    side, before = key
    cells = [getattr(row, side) for row in rows]
    if not any(cells):
        return 0
    place = 0
    if before is not None:
        numbers = (n for n, cell in enumerate(cells, 1) if cell and cell.index == before)
        place = next(numbers, len(rows))
    while place < len(rows) and cells[place] is None:
        place += 1
    return place


def gone_strip(threads: SafeString) -> str:
    """Threads on cells that were deleted, where these stood."""
    words = '<p class="subtle small">On a cell that was deleted</p>'
    return f'<div class="nb-threads nb-strip nb-gone">{words}{threads}</div>'


def _fold_words(rows: tuple[Row, ...]) -> str:
    """Such as `3 unchanged cells`, with what is noise in them said."""
    changed = sum(row.is_changed for row in rows)
    count = len(rows)
    noun = "cell" if count == 1 else "cells"
    if changed:
        return f"{count:,} more {noun}, {changed:,} of them changed"
    rerun = sum(bool(row.kinds) for row in rows)
    words = f"{count:,} unchanged {noun}"
    return f"{words}, {rerun:,} of them rerun" if rerun else words


def _no_change_words(is_identical: bool) -> str:
    if is_identical:
        return "Nothing that a notebook shows has changed: only how the file is written"
    return "Rerun without a change: only counts, times, addresses or progress differ"
