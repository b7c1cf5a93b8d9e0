"""A notebook file as people read it: its cells from top to bottom."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from mergelab.notebooks.rendering.hints import hint_box
from mergelab.notebooks.rendering.outputs import Where, label_of, output_body
from mergelab.notebooks.rendering.sources import Side, markdown_html, source_lines
from mergelab.notebooks.rendering.text import safe_text
from mergelab.pure.notebookdiff import Cell, Hint, Notebook, Output, lint

CELLS: Final = 150
"""Cells of one page; the next ones follow by a link."""

SOURCE_LINES: Final = 3_000
OUTPUTS: Final = 200


@dataclass(frozen=True)
class Page:
    """Some of a notebook's cells as HTML; `following` is the first cell of the next page."""

    notebook: Notebook
    side: Side
    start: int = 0

    @cached_property
    def cells(self) -> SafeString:
        stop = self.start + CELLS
        made = [cell_html(cell, self.side) for cell in self.notebook.cells[self.start : stop]]
        return mark_safe("\n".join(made))  # noqa: S308  # made of escaped and sanitised parts

    @property
    def following(self) -> int | None:
        stop = self.start + CELLS
        return stop if stop < len(self.notebook.cells) else None

    @property
    def left(self) -> int:
        return max(len(self.notebook.cells) - self.start - CELLS, 0)

    @property
    def hints(self) -> SafeString:
        """What a reader should know about the notebook itself; the notes are folded."""
        return hint_box(lint(self.notebook), self._anchor_of, open_notes=0)

    def _anchor_of(self, hint: Hint) -> str:
        is_here = hint.cell is not None and self.start <= hint.cell < self.start + CELLS
        return f"cell-{hint.cell + 1}" if is_here and hint.cell is not None else ""

    @property
    def meta(self) -> str:
        """Such as `14 cells · python · nbformat 4.5`."""
        count = len(self.notebook.cells)
        parts = [f"{count:,} cell{'' if count == 1 else 's'}"]
        parts += [self.notebook.language[:40]] * bool(self.notebook.language)
        major, minor = self.notebook.nbformat
        parts += [f"nbformat {major}.{minor}"] * bool(major)
        return " · ".join(parts)


def cell_html(cell: Cell, side: Side) -> str:
    """One cell with its outputs."""
    where = Where(side.contents, cell.index)
    parts = [_tags(cell)]
    if cell.kind == "markdown":
        parts.append(f'<div class="prose nb-prose">{markdown_html(cell, side)}</div>')
    else:
        parts.append(_source(cell, side.language))
        parts += [_output(output, where) for output in cell.outputs[:OUTPUTS]]
        parts.append(_more_outputs(cell))
    body = "".join(parts)
    place = f'class="cell nb-cell nb-{cell.kind}" id="cell-{cell.index + 1}"'
    return f"<article {place}>{body}</article>"


def prompt(count: int | None) -> str:
    """The execution count as Jupyter shows it."""
    return f'<div class="cell-prompt">[{count if count is not None else " "}]</div>'


def tag_list(tags: Sequence[str]) -> str:
    shown = "".join(
        f'<span class="badge badge-outline">{safe_text(tag[:80])}</span>' for tag in tags[:20]
    )
    return f'<span class="nb-tags">{shown}</span>' if shown else ""


def _tags(cell: Cell) -> str:
    return f'<div class="nb-head">{tag_list(cell.tags)}</div>' if cell.tags else ""


def _source(cell: Cell, language: str) -> str:
    lines = source_lines(cell, language)
    more = len(lines) - SOURCE_LINES
    body = "\n".join(lines[:SOURCE_LINES])
    if more > 0:
        body += f'\n<span class="nb-ellipsis">{more:,} more lines; see the source</span>'
    first = prompt(cell.count) if cell.kind == "code" else '<div class="cell-prompt">raw</div>'
    label = f"Source of cell {cell.index + 1}"
    return (
        f'<div class="cell-body nb-source">{first}<pre class="cell-source" tabindex="0"'
        f' aria-label="{label}"><code>{body}</code></pre></div>'
    )


def _output(output: Output, where: Where) -> str:
    label = label_of(output)
    head = f'<div class="output-label">{safe_text(label)}</div>' if label else ""
    first = prompt(output.count) if output.kind == "result" else '<div class="cell-prompt"></div>'
    return (
        f'<div class="cell-body nb-output">{first}<div class="cell-output">{head}'
        f"{output_body(output, where)}</div></div>"
    )


def _more_outputs(cell: Cell) -> str:
    more = len(cell.outputs) - OUTPUTS
    return f'<p class="file-note">{more:,} more outputs are not shown</p>' if more > 0 else ""
