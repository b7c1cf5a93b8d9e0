"""Outputs before and after: figures and tables side by side, texts line by line."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from html import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mergelab.notebooks.diffview.figures import FigureDrawer, Region, Shown
from mergelab.notebooks.diffview.headlines import (
    headline,
    is_line_by_line,
    looks_same,
    other_changes,
)
from mergelab.notebooks.diffview.lines import GapUrl, LazyLines, LineDrawer
from mergelab.notebooks.diffview.model import Around, Spot
from mergelab.notebooks.diffview.tables import TableDrawer
from mergelab.notebooks.diffview.values import error_lines, path_list
from mergelab.notebooks.diffview.words import output_words
from mergelab.notebooks.rendering.images import figure_of
from mergelab.notebooks.rendering.outputs import (
    Where,
    beside_figure,
    output_body,
)
from mergelab.notebooks.rendering.text import line_html, safe_text
from mergelab.pure.notebookdiff import Output, OutputPair, terminal


@dataclass
class OutputDrawer:
    """Draws one pair of outputs of a cell. `gap_url` opens folded lines of a text.

    `note` is what its line says besides.
    """

    pair: OutputPair
    old_cell: int
    new_cell: int
    old_where: Where
    new_where: Where
    anchor: str
    around: Around
    placed: set[Spot]
    split: bool
    gap_url: GapUrl | None
    table_url: Callable[[int], GapUrl | None]
    lines_url: str
    opened: bool = False
    is_new_cell: bool = False
    note: str = ""

    def whole(self) -> SafeString:
        """A line that says what became of the output, and the output where that is opened.

        With a button to comment on it and the threads on it, for which it stands open.
        """
        pair = self.pair
        body = self._same() if pair.verdict in ("equal", "noise") else self._changed()
        state = " open" if self.opened or self._has_threads_inside() else ""
        css = f"cell-output commentable nb-out is-{pair.verdict}"
        return mark_safe(  # noqa: S308  # each part escapes what it shows
            f'<details class="{css}" id="{self.anchor}"{state}>{self.line()}'
            f"{self._button()}{body}{self._threads()}</details>"
        )

    def line(self, more: str = "") -> str:
        """The line that says what became of the output; `more` are attributes of it."""
        words = headline(self.pair, is_new_cell=self.is_new_cell)
        text = safe_text(" · ".join(filter(None, [words, self.note])))
        return f'<summary id="{self.anchor}-line"{more}>{text}</summary>'

    def text_drawer(self) -> LineDrawer:
        """The lines of both texts with the colours of a terminal."""
        old, new = self.pair.old, self.pair.new
        return LineDrawer(
            self.pair.lines,
            LazyLines(terminal(old.text) if old else (), line_html),
            LazyLines(terminal(new.text) if new else (), line_html),
            self._line_spot,
            self.anchor,
            self.around,
            self.placed,
            self.split,
        )

    def _line_spot(self, side: str, number: int) -> Spot:
        spot = self._spot(side)
        return spot._replace(line=number)

    def _spot(self, side: str) -> Spot:
        if side == "old" and self.pair.old is not None:
            return Spot("old", "output", self.old_cell, None, self.pair.old.index)
        index = self.pair.new.index if self.pair.new is not None else 0
        return Spot("new", "output", self.new_cell, None, index)

    def _own_spots(self) -> list[Spot]:
        found = [self._spot("old")] if self.pair.old is not None else []
        return found + ([self._spot("new")] if self.pair.new is not None else [])

    def _button(self) -> str:
        if self.around.comment_url is None:
            return ""
        url = escape(self.around.comment_url(self._own_spots()[-1]))
        label = escape(f"Comment on the {output_words(self.pair)}")
        return f'<a class="comment-button" href="{url}" data-comment aria-label="{label}"></a>'

    def _threads(self) -> str:
        found = [spot for spot in self._own_spots() if spot in self.around.threads]
        self.placed.update(found)
        made = "".join(self.around.threads[spot] for spot in found)
        self.placed.update(region.spot for region in self._regions)
        made += "".join(map(self._figure_drawer.thread, self._regions))
        return f'<div class="nb-threads">{made}</div>' if made else ""

    @cached_property
    def _regions(self) -> list[Region]:
        """The regions of this output's figures that were commented on."""
        own = self._own_spots()
        spots = [spot for spot in self.around.threads if spot.region]
        found = [spot for spot in spots if spot._replace(region=()) in own]
        return [Region(number, spot) for number, spot in enumerate(found, 1)]

    @property
    def _figure_drawer(self) -> FigureDrawer:
        return FigureDrawer(self.anchor, self.around, self._regions)

    def _shown(self, output: Output | None) -> Shown | None:
        """The output's figure, if it has one."""
        figure = figure_of(output) if output else None
        if output is None or figure is None:
            return None
        is_old = output is self.pair.old
        where = self.old_where if is_old else self.new_where
        return Shown(output, figure, where, self._spot("old" if is_old else "new"))

    def _note(self, words: str) -> str:
        return f'<div class="output-label">{safe_text(words)}</div>'

    def _same(self) -> SafeString:
        """Nothing changed, or nothing that matters: as it is, which is cheaper than lines.

        A text becomes lines, which take comments, once it comes into view.
        """
        if not is_line_by_line(self.pair):
            return self._one()
        if self._has_threads_inside() or not self.lines_url:
            return self.text_table()
        ask = f'hx-get="{escape(self.lines_url)}" hx-trigger="intersect once"'
        return mark_safe(f'<div {ask} hx-swap="outerHTML">{self._one()}</div>')  # noqa: S308

    def _has_threads_inside(self) -> bool:
        outputs = {(spot.side, spot.cell, spot.output) for spot in self.around.threads}
        return any((spot.side, spot.cell, spot.output) in outputs for spot in self._own_spots())

    def _one(self) -> SafeString:
        """The newer output as it is, what takes comments on regions included."""
        shown = self._shown(self.pair.shown)
        if shown is not None:
            figure = self._figure_drawer.pair(None, shown)
            return figure + beside_figure(shown.output, shown.where)
        where = self.new_where if self.pair.new is not None else self.old_where
        return output_body(self.pair.shown, where)

    def _changed(self) -> str:
        old, new = self.pair.old, self.pair.new
        if old is None or new is None:
            return self._one_sided()
        if is_line_by_line(self.pair):
            return self._lines()
        if looks_same(old, new):
            return self._hidden_changes(old, new) + self._one()
        before, after = self._shown(old), self._shown(new)
        if before or after:
            rest = "" if before and after else self._columns(old, new)
            return self._figure_drawer.pair(before, after) + rest
        if self.pair.table is not None and not self.pair.table.is_equal:
            return self._tables()
        return self._paths() + self._columns(old, new)

    def _hidden_changes(self, old: Output, new: Output) -> str:
        words = f"Differs in what is not shown: {other_changes(old, new)}"
        return self._paths() or self._note(words)

    def _paths(self) -> str:
        return "" if self.pair.json is None else path_list(self.pair.json)

    def _one_sided(self) -> str:
        if self._shown(self.pair.shown) is not None:
            return self._one()
        if is_line_by_line(self.pair):
            return self._lines()
        css = "is-added" if self.pair.old is None else "is-removed"
        return f'<div class="nb-side {css}">{self._one()}</div>'

    def _lines(self) -> str:
        """The text line by line; that of an error below what it says, folded."""
        table = self.text_table()
        if "error" not in [one.kind for one in (self.pair.old, self.pair.new) if one]:
            return table
        state = " open" if self._has_threads_inside() else ""
        return (
            f'{error_lines(self.pair)}<details class="nb-fold nb-trace"{state}>'
            f"<summary>The whole traceback</summary>{table}</details>"
        )

    def table_drawer(self, number: int) -> TableDrawer | None:
        """The drawer of one of the compared tables; None where there is none."""
        diffs = self.pair.tables.diffs
        if not 0 <= number < len(diffs):
            return None
        return TableDrawer(diffs[number], self.table_url(number))

    def _tables(self) -> str:
        drawers = map(self.table_drawer, range(len(self.pair.tables.diffs)))
        return "".join(
            drawer.whole(f"Table: {drawer.diff.words}")
            if not drawer.diff.is_equal
            else self._note("A table without a change")
            for drawer in drawers
            if drawer is not None
        )

    def text_table(self) -> SafeString:
        """All lines of both texts as a table."""
        label = f"Lines of the {output_words(self.pair)}"
        table = self.text_drawer().table(label, self.gap_url)
        return format_html('<div class="file-body nb-lines">{}</div>', table)

    def _columns(self, old: Output, new: Output) -> str:
        return (
            f'<div class="cell-columns nb-columns">'
            f'<div><div class="output-label">before</div>{output_body(old, self.old_where)}</div>'
            f'<div><div class="output-label">after</div>{output_body(new, self.new_where)}</div>'
            "</div>"
        )
