"""One cell of a difference as a reader of the report meets it: text and results, code in a line."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from mergelab.notebooks.diffview.blocks import beside, rendered, unified
from mergelab.notebooks.diffview.cells import CellDrawer, folded
from mergelab.pure.notebookdiff import OutputPair, Row
from mergelab.web.components.text import counted

MOST_HEADINGS: Final = 4
LONGEST_HEADING: Final = 80


class ReportDrawer(CellDrawer):
    """Draws a row of the report review."""

    def parts(self) -> Iterator[str]:
        yield self._text()
        yield self._folded_source()
        yield from self.outputs()
        yield from self.metadata()

    def opens(self, pair: OutputPair) -> bool:
        """What changed stands open; so does everything in a cell that is shown for context."""
        is_same = pair.verdict in ("equal", "noise")
        return not is_same or not self.row.is_changed or self.choice.outputs

    def _text(self) -> str:
        """Markdown rendered, with the blocks that went and came."""
        old = rendered(self.row.old, self.compared.old)
        new = rendered(self.row.new, self.compared.new)
        if not (old.blocks or new.blocks):
            return ""
        if self.choice.split and old.blocks and new.blocks and old.keys != new.keys:
            return beside(old, new)
        return unified(old, new)

    def _folded_source(self) -> str:
        row = self.row
        if not row.lines:
            return ""
        is_text = row.cell.kind == "markdown"
        if is_text and not row.is_changed and not self.has_threads("source"):
            return ""
        table = self.source_drawer().table(self._title, self.gap_url())
        body = f'<div class="file-body">{table}</div>'
        return folded(source_words(row), body, self.has_threads("source"))


def headings(rows: Sequence[Row]) -> list[str]:
    """The first sections that begin in some rows, so that a reader knows what is folded there."""
    lines = (row.cell.source.lstrip()[:LONGEST_HEADING] for row in rows if is_heading(row))
    return [line.partition("\n")[0].strip("# ") for line in islice(lines, MOST_HEADINGS)]


def is_heading(row: Row) -> bool:
    return row.cell.kind == "markdown" and row.cell.source.lstrip().startswith("#")


def source_words(row: Row) -> str:
    """Such as `code, 12 lines, +3 −1`."""
    name = "Markdown source" if row.cell.kind == "markdown" else row.cell.kind
    parts = [name, counted(len(row.cell.lines), "line")]
    came = sum(line.tag == "insert" for line in row.lines)
    went = sum(line.tag == "delete" for line in row.lines)
    if row.old and row.new and (came or went):
        parts.append(" ".join([f"+{came}"] * bool(came) + [f"−{went}"] * bool(went)))
    return ", ".join(parts)
