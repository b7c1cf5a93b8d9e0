"""One cell of a difference: what happened to it, its source and its outputs."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from mergelab.notebooks.diffview.lines import GapUrl, LineDrawer
from mergelab.notebooks.diffview.metadata import attachment_words, key_table, key_words
from mergelab.notebooks.diffview.model import Around, Options, Spot
from mergelab.notebooks.diffview.outputs import OutputDrawer
from mergelab.notebooks.diffview.read import Compared
from mergelab.notebooks.diffview.words import badges
from mergelab.notebooks.rendering.outputs import Where
from mergelab.notebooks.rendering.page import tag_list
from mergelab.notebooks.rendering.sources import markdown_html, source_lines
from mergelab.pure.notebookdiff import Row
from mergelab.web.components.review import cell_head

MAX_OUTPUTS: Final = 100


@dataclass
class CellDrawer:
    """Draws the row at `place` among the rows of a difference."""

    compared: Compared
    place: int
    options: Options
    around: Around
    placed: set[Spot]

    @cached_property
    def row(self) -> Row:
        return self.compared.diff.rows[self.place]

    @property
    def anchor(self) -> str:
        return cell_anchor(self.compared.key, self.row)

    def whole(self) -> SafeString:
        """The cell with all that changed in it and the threads on it."""
        body = [self._source(), self._rendered(), *self._outputs(), *self._metadata()]
        content = "".join(body) + self._threads()
        return mark_safe(  # noqa: S308  # each part escapes what it shows
            f'<article class="cell nb-diff-cell commentable{self._css()}" id="{self.anchor}"'
            f' aria-label="{self._title}">{self._head()}{content}</article>\n'
        )

    def source_drawer(self) -> LineDrawer:
        row, old, new = self.row, self.compared.old, self.compared.new
        return LineDrawer(
            row.lines,
            source_lines(row.old, old.language) if row.old else [],
            source_lines(row.new, new.language) if row.new else [],
            self._line_spot,
            self.anchor,
            self.around,
            self.placed,
            self.options.split,
        )

    def output_drawer(self, number: int) -> OutputDrawer:
        """The drawer of the pair of outputs at a place."""
        row = self.row
        old, new = self._index("old"), self._index("new")
        return OutputDrawer(
            row.outputs[number],
            old,
            new,
            Where(self.compared.old.contents, old),
            Where(self.compared.new.contents, new),
            f"{self.anchor}-output-{number + 1}",
            self.around,
            self.placed,
            self.options.split,
            self.gap_url(output=number),
        )

    @property
    def _title(self) -> str:
        return f"Cell {self.row.cell.index + 1}"

    def _index(self, side: str) -> int:
        cell = self.row.old if side == "old" else self.row.new
        return self.row.cell.index if cell is None else cell.index

    def _line_spot(self, side: str, number: int) -> Spot:
        if side == "old":
            return Spot("old", "source", self._index("old"), number)
        return Spot("new", "source", self._index("new"), number)

    def _css(self) -> str:
        kinds = self.row.kinds
        if "inserted" in kinds:
            return " is-added"
        if "deleted" in kinds:
            return " is-removed"
        return " is-moved" if self.row.moved else " is-changed" if self.row.is_changed else ""

    def _head(self) -> SafeString:
        cell = self.row.cell
        end = mark_safe(tag_list(cell.tags) + self._button())  # noqa: S308  # escaped
        return cell_head(end, self._title, kind=cell.kind, badges=badges(self.row))

    def _button(self) -> str:
        if self.around.comment_url is None:
            return ""
        url = escape(self.around.comment_url(self._own_spots()[-1]))
        return (
            f'<a class="button button-quiet button-small nb-comment" href="{url}" data-comment'
            f' aria-label="Comment on {self._title.lower()}">Comment</a>'
        )

    def gap_url(self, **where: int) -> GapUrl | None:
        """Addresses of folded lines: of the source, or of the `output` at a place."""
        part_url = self.around.part_url
        if part_url is None:
            return None
        return lambda start, end: part_url({"row": self.place, **where, "from": start, "to": end})

    def _source(self) -> str:
        row = self.row
        if not row.lines:
            return "" if row.outputs else '<p class="nb-note">An empty cell</p>'
        drawer = self.source_drawer()
        table = drawer.table(self._title, self.gap_url())
        body = f'<div class="file-body">{table}</div>'
        if row.kinds & {"source", "inserted", "deleted", "type"} or not row.is_changed:
            return body
        count = len(row.lines)
        words = f"{count} unchanged line{'' if count == 1 else 's'}"
        is_open = " open" if self._has_threads("source") else ""
        return f'<details class="nb-fold"{is_open}><summary>{words}</summary>{body}</details>'

    def _has_threads(self, part: str) -> bool:
        cells = {("old", self._index("old")), ("new", self._index("new"))}
        return any(
            spot.part == part and (spot.side, spot.cell) in cells for spot in self.around.threads
        )

    def _rendered(self) -> str:
        row = self.row
        sides = [
            (word, cell, side)
            for word, cell, side in (
                ("before", row.old, self.compared.old),
                ("after", row.new, self.compared.new),
            )
            if cell is not None and cell.kind == "markdown" and cell.source.strip()
        ]
        if not sides:
            return ""
        if row.old and row.new and row.old.source == row.new.source:
            sides = sides[-1:]
        columns = "".join(
            f'<div><div class="output-label">{word if len(sides) > 1 else "rendered"}</div>'
            f'<div class="prose">{markdown_html(cell, side)}</div></div>'
            for word, cell, side in sides
        )
        css = "cell-columns" if len(sides) > 1 else "nb-one-column"
        return (
            '<details class="nb-fold nb-rendered"><summary>Rendered</summary>'
            f'<div class="{css}">{columns}</div></details>'
        )

    def _outputs(self) -> Iterator[str]:
        row = self.row
        if not row.outputs:
            return
        if not self.options.outputs and not self._has_threads("output"):
            changed = sum(pair.verdict not in ("equal", "noise") for pair in row.outputs)
            if changed:
                noun = "output" if changed == 1 else "outputs"
                yield f'<p class="nb-note">{changed} changed {noun} hidden</p>'
            return
        for number in range(min(len(row.outputs), MAX_OUTPUTS)):
            yield self.output_drawer(number).whole()
        more = len(row.outputs) - MAX_OUTPUTS
        if more > 0:
            changed = sum(p.verdict not in ("equal", "noise") for p in row.outputs[MAX_OUTPUTS:])
            yield f'<p class="nb-note">{more:,} more outputs, {changed:,} of them changed</p>'

    def _metadata(self) -> Iterator[str]:
        row = self.row
        if row.attachments:
            yield f'<p class="nb-note">{attachment_words(row.attachments)}</p>'
        counts = self._count_words() if self.options.metadata else ""
        if row.metadata and self.options.metadata:
            yield key_table(row.metadata, "Metadata")
        elif row.metadata:
            yield f'<p class="nb-note">{key_words(row.metadata)}</p>'
        if counts:
            yield f'<p class="nb-note">{counts}</p>'

    def _count_words(self) -> str:
        old, new = self.row.old, self.row.new
        if not (old and new) or "count" not in self.row.kinds:
            return ""
        if old.count == new.count:
            return "Run again: only its times differ"
        names = [str(count) if count is not None else "none" for count in (old.count, new.count)]
        return f"Execution count {names[0]} → {names[1]}"

    def _own_spots(self) -> list[Spot]:
        found = [Spot("old", "cell", self.row.old.index)] if self.row.old else []
        return found + ([Spot("new", "cell", self.row.new.index)] if self.row.new else [])

    def _threads(self) -> str:
        """Threads on the cell, and those on parts of it that are not shown."""
        cells = {(spot.side, spot.cell) for spot in self._own_spots()}
        found = [
            spot
            for spot in self.around.threads
            if (spot.side, spot.cell) in cells and spot not in self.placed
        ]
        self.placed.update(found)
        made = "".join(self.around.threads[spot] for spot in found)
        return f'<div class="nb-threads">{made}</div>' if made else ""


def cell_anchor(key: str, row: Row) -> str:
    """The id of a cell: by its new place, or by its old one where it is gone."""
    if row.new is not None:
        return f"{key}-cell-{row.new.index + 1}"
    return f"{key}-old-cell-{row.old.index + 1 if row.old else 0}"
