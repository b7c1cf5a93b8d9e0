"""A whole notebook's difference as HTML, and the parts of it that a page loads later."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from mergelab.notebooks.diffview.cells import CellDrawer, cell_anchor
from mergelab.notebooks.diffview.metadata import key_table, key_words
from mergelab.notebooks.diffview.model import Around, Options, Spot
from mergelab.notebooks.diffview.read import Compared
from mergelab.notebooks.diffview.words import hints, summary_words
from mergelab.notebooks.rendering.page import problem_words
from mergelab.notebooks.rendering.text import safe_text
from mergelab.pure.notebookdiff import Row
from mergelab.web.components import diff as component
from mergelab.web.components.feedback import alert

FIRST_CELLS: Final = 100
"""Changed cells that are drawn at once; the others follow by a link."""

OPENED_CELLS: Final = 100
"""Cells of one fragment."""


@dataclass
class Drawing:
    """Draws one difference for one page. Threads whose place is not drawn go to the nearest one."""

    compared: Compared
    options: Options
    around: Around
    placed: set[Spot] = field(default_factory=set)

    @property
    def summary(self) -> str:
        return summary_words(self.compared.diff)

    @cached_property
    def hints(self) -> list[str]:
        """What a reviewer should look at, and what was odd about the files."""
        new = self.compared.diff.new
        return [*hints(self.compared.diff), *(problem_words(new) if new else [])]

    @cached_property
    def body(self) -> SafeString:
        """All rows, then the threads that found no place."""
        parts = [*self._notebook_changes(), *self._rows()]
        top = self._notebook_threads()
        left = self._leftover_threads()
        inside = "".join([top, *parts, left])
        return mark_safe(f'<div class="nb-diff">{inside}</div>')  # noqa: S308  # made of safe parts

    def part(self, query: Mapping[str, int]) -> SafeString | None:
        """What a part's address asks for: cells from one row to another, or lines of a text.

        None where the difference has no such part.
        """
        rows = self.compared.diff.rows
        start, end = query.get("from", 0), query.get("to", 0)
        if "row" in query:
            return self._lines_part(query, start, end)
        if not 0 <= start < end <= len(rows):
            return None
        stop = min(end, start + OPENED_CELLS)
        parts: list[str] = [self._cell(place) for place in range(start, stop)]
        if stop < end:
            parts.append(self._fold(stop, end))
        return mark_safe("".join(parts))  # noqa: S308  # made of safe parts

    def _lines_part(self, query: Mapping[str, int], start: int, end: int) -> SafeString | None:
        rows, place, number = self.compared.diff.rows, query["row"], query.get("output")
        if not 0 <= place < len(rows):
            return None
        if number is not None and not 0 <= number < len(rows[place].outputs):
            return None
        cell = self._drawer(place)
        where = {} if number is None else {"output": number}
        drawer = (
            cell.source_drawer() if number is None else cell.output_drawer(number).text_drawer()
        )
        if not 0 <= start < end <= len(drawer.lines):
            return None
        layout: component.Layout = "split" if self.options.split else "unified"
        return component.diff_rows(drawer.stretch(start, end, cell.gap_url(**where)), layout)

    def _rows(self) -> Iterator[str]:
        rows = self.compared.diff.rows
        folded = drawn = 0
        for place, row in enumerate(rows):
            gone = self._moved_away.get(place, [])
            is_shown = self._is_shown(row) and drawn < FIRST_CELLS
            if (is_shown or gone) and folded:
                yield self._fold(place - folded, place)
                folded = 0
            yield from map(self._moved_note, gone)
            if is_shown:
                yield self._cell(place)
                drawn += 1
            else:
                folded += 1
        if folded:
            yield self._fold(len(rows) - folded, len(rows))
        yield from map(self._moved_note, self._moved_away.get(len(rows), []))

    def _cell(self, place: int) -> str:
        return self._drawer(place).whole()

    def _drawer(self, place: int) -> CellDrawer:
        return CellDrawer(self.compared, place, self.options, self.around, self.placed)

    def _is_shown(self, row: Row) -> bool:
        return row.is_changed or self.options.unchanged or self._has_threads(row)

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
        if changes and self.options.metadata:
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


def hint_box(words: Sequence[str]) -> SafeString:
    """The hints as one warning; nothing where there are none."""
    if not words:
        return SafeString("")
    lines = "".join(f"<p>{safe_text(line)}</p>" for line in words)
    return alert(mark_safe(lines), "warning")  # noqa: S308  # escaped above


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
