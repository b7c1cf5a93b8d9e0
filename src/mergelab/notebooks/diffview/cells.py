"""One cell of a difference: what happened to it, its source and its outputs."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from mergelab.notebooks.diffview.attachments import attachment_pairs
from mergelab.notebooks.diffview.blocks import beside, rendered, unified
from mergelab.notebooks.diffview.figures import pixel_note
from mergelab.notebooks.diffview.lines import GapUrl, LineDrawer
from mergelab.notebooks.diffview.metadata import key_table, key_words
from mergelab.notebooks.diffview.model import Around, Spot
from mergelab.notebooks.diffview.outputs import OutputDrawer
from mergelab.notebooks.diffview.read import Compared
from mergelab.notebooks.diffview.words import badges
from mergelab.notebooks.queries.preferences import Choice
from mergelab.notebooks.rendering.outputs import Where
from mergelab.notebooks.rendering.page import tag_list
from mergelab.notebooks.rendering.sources import source_lines
from mergelab.pure.notebookdiff import OutputPair, PairPlace, Row
from mergelab.web.components.review import cell_head
from mergelab.web.components.text import counted

MAX_OUTPUTS: Final = 100

SOURCE_KINDS: Final = frozenset({"source", "inserted", "deleted", "type", "split", "merged"})
"""Kinds of change that show in a cell's source."""


@dataclass
class CellDrawer:
    """Draws the row at `place` among the rows of a difference."""

    compared: Compared
    place: int
    choice: Choice
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
        content = "".join(self.parts()) + self._threads()
        return mark_safe(  # noqa: S308  # each part escapes what it shows
            f'<article class="cell nb-diff-cell commentable{self._css()}" id="{self.anchor}"'
            f' aria-label="{self._title}">{self._head()}{content}</article>\n'
        )

    def parts(self) -> Iterator[str]:
        """What the cell holds, from top to bottom."""
        yield self._source()
        yield self._rendered()
        yield from self.outputs()
        yield from self.metadata()

    def source_drawer(self) -> LineDrawer:
        row, old, new = self.row, self.compared.old, self.compared.new
        return LineDrawer(
            row.lines,
            source_lines(row.old_source, old.language) if row.old_source else [],
            source_lines(row.new_source, new.language) if row.new_source else [],
            self._line_spot,
            self.anchor,
            self.around,
            self.placed,
            self.choice.split,
        )

    def output_drawer(self, number: int) -> OutputDrawer:
        """The drawer of the pair of outputs at a place."""
        row, part_url = self.row, self.around.part_url
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
            self.choice.split,
            self.gap_url(output=number),
            lambda table: self.gap_url(output=number, table=table),
            "" if part_url is None else part_url({"row": self.place, "output": number, "all": 1}),
            opened=self.opens(row.outputs[number]),
            is_new_cell=row.old is None,
            note=pixel_note(self.compared.pixels, PairPlace(self.place, number)),
        )

    @property
    def _title(self) -> str:
        return f"Cell {self.row.cell.index + 1}"

    def _index(self, side: str) -> int:
        cell = self.row.old if side == "old" else self.row.new
        return self.row.cell.index if cell is None else cell.index

    def _line_spot(self, side: str, number: int) -> Spot:
        row = self.row
        if side == "old":
            return Spot("old", "source", (row.old_source or row.cell).index, number)
        return Spot("new", "source", (row.new_source or row.cell).index, number)

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
        if row.kinds & SOURCE_KINDS or not row.is_changed:
            return body
        return folded(counted(len(row.lines), "unchanged line"), body, self.has_threads("source"))

    def has_threads(self, part: str) -> bool:
        cells = {("old", self._index("old")), ("new", self._index("new"))}
        return any(
            spot.part == part and (spot.side, spot.cell) in cells for spot in self.around.threads
        )

    def _rendered(self) -> str:
        row = self.row
        old = rendered(row.old, self.compared.old)
        new = rendered(row.new, self.compared.new)
        if not (old.blocks or new.blocks):
            return ""
        words = "Rendered" if old.keys != new.keys else "Rendered, unchanged"
        body = beside(old, new) if old.blocks and new.blocks else unified(old, new)
        return folded(words, body)

    def opens(self, pair: OutputPair) -> bool:
        """Whether an output is shown at once and not folded to its line."""
        del pair
        return self.choice.outputs

    def outputs(self) -> Iterator[str]:
        """Each output under the line that says what became of it."""
        row = self.row
        for number in range(min(len(row.outputs), MAX_OUTPUTS)):
            yield self.output_drawer(number).whole()
        more = len(row.outputs) - MAX_OUTPUTS
        if more > 0:
            changed = sum(p.verdict not in ("equal", "noise") for p in row.outputs[MAX_OUTPUTS:])
            yield f'<p class="nb-note">{more:,} more outputs, {changed:,} of them changed</p>'

    def metadata(self) -> Iterator[str]:
        """Changed attachments, metadata and counts."""
        row = self.row
        yield from self._attachments()
        counts = self._count_words() if self.choice.metadata else ""
        if row.metadata and self.choice.metadata:
            yield key_table(row.metadata, "Metadata")
        elif row.metadata:
            yield f'<p class="nb-note">{key_words(row.metadata)}</p>'
        if counts:
            yield f'<p class="nb-note">{counts}</p>'

    def _attachments(self) -> Iterator[str]:
        row = self.row
        pairs = attachment_pairs(
            row.attachments, (row.old, self.compared.old), (row.new, self.compared.new)
        )
        is_open = self.choice.outputs or self.choice.is_report
        for words, body in pairs:
            yield folded(words, body, is_open) if body else f'<p class="nb-note">{words}</p>'

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
            if (spot.side, spot.cell) in cells
            and spot not in self.placed
            and not self._is_elsewhere(spot)
        ]
        self.placed.update(found)
        made = "".join(self.around.threads[spot] for spot in found)
        return f'<div class="nb-threads">{made}</div>' if made else ""

    def _is_elsewhere(self, spot: Spot) -> bool:
        """Whether the place is in a part of a split or merged cell that another row shows."""
        part = self.row.old_part if spot.side == "old" else self.row.new_part
        if part is None or spot.part != "source" or spot.line is None:
            return False
        return not part.start < spot.line <= part.end


def folded(words: str, body: str, is_open: bool = False) -> str:
    """A part that opens on a click, or at once for the threads in it."""
    state = " open" if is_open else ""
    return f'<details class="nb-fold"{state}><summary>{words}</summary>{body}</details>'


def cell_anchor(key: str, row: Row) -> str:
    """The id of a cell: by its new place, or by its old one where it is gone."""
    if row.new is not None:
        return f"{key}-cell-{row.new.index + 1}"
    return f"{key}-old-cell-{row.old.index + 1 if row.old else 0}"
