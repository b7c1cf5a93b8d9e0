"""What the template `repository/file_diff.html` is given."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from django.utils.safestring import SafeString

from mergelab.pure.textdiff import Gap, Hunk, context_rows, split_lines
from mergelab.repository import contents
from mergelab.repository.diffview import lines
from mergelab.repository.diffview.build import MAX_FORCED_BYTES
from mergelab.repository.diffview.markup import Around, Rows
from mergelab.repository.diffview.model import FileDiff, file_key
from mergelab.repository.git.reads import blob_data, open_repository
from mergelab.web.components import diff as component

NOTHING: Final = SafeString("")
STEP: Final = 50
"""Lines that opening a long gap shows at each of its ends."""


@dataclass(frozen=True)
class Links:
    """Addresses that the page offers for one file; an empty one is not shown.

    `unfold` answers with the whole of `repository/file_diff.html` for a folded file. `old_image`
    and `new_image` serve the bytes of an image.
    """

    view: str = ""
    unfold: str = ""
    old_image: str = ""
    new_image: str = ""


@dataclass(frozen=True)
class Presented:
    """One file of a difference with what a page puts in and around it.

    `actions` and `above` are safe HTML in the header's end and between header and lines; `body`
    takes the place of the lines (a notebook's rendering, for one). `summary` takes the place of
    the header's words.
    """

    diff: FileDiff
    split: bool = False
    around: Around = field(default_factory=Around)
    links: Links = field(default_factory=Links)
    actions: SafeString = NOTHING
    above: SafeString = NOTHING
    body: SafeString = NOTHING
    summary: str = ""

    @property
    def meta(self) -> str:
        """The words of the header besides the counts."""
        return self.summary or ", ".join(self.diff.words)

    @property
    def layout(self) -> component.Layout:
        return "split" if self.split else "unified"

    @cached_property
    def rows(self) -> list[component.Row]:
        """The rows for `{% diff %}`; empty where the file is not shown as lines."""
        diff = self.diff
        made = Rows(diff.key, diff.old_html, diff.new_html, self.around, self.split)
        return list(made.pieces(diff.pieces))


def opened_gap(
    repository: Path, *, blob: str, path: str, gap: Gap, split: bool, around: Around
) -> SafeString:
    """The rows that take the place of a gap; a long one is opened at its ends.

    `blob` is the new side's. Raises NotFound, OutputTooLarge.
    """
    with open_repository(repository) as handle:
        data = blob_data(handle, blob, cap=MAX_FORCED_BYTES)
    new = split_lines(contents.decode(data).text)
    pieces = divided(within(gap, len(new)), len(new))
    hunks = [
        Hunk(piece.old_start, piece.count, piece.new_start, piece.count, rows)
        for piece, is_open in pieces
        if is_open and (rows := tuple(context_rows(new, piece)))
    ]
    name = contents.language_file(path)
    shown = lines.coloured(lines.Sides((), new, name, name), tuple(hunks))
    made = Rows(file_key(path), shown.old_html, shown.new_html, around, split)
    opened = iter(hunks)
    rows_made: list[component.Row] = []
    for piece, is_open in pieces:
        rows_made += made.hunk(next(opened)) if is_open else [made.gap(piece)]
    return component.diff_rows(rows_made, "split" if split else "unified")


def within(gap: Gap, total: int) -> Gap:
    """The gap as far as a file of so many lines reaches, whatever an address claims."""
    start = min(max(gap.new_start, 1), total + 1)
    return Gap(max(gap.old_start, 1), start, max(0, min(gap.count, total + 1 - start)))


def divided(gap: Gap, total: int) -> list[tuple[Gap, bool]]:
    """The parts of a gap in order, and whether each is opened.

    What touches the file's begin or end is opened only at the end that touches a change.
    """
    if gap.count <= 2 * STEP:
        return [(gap, True)] if gap.count else []
    head = STEP if gap.new_start > 1 else 0
    tail = STEP if gap.new_start + gap.count <= total else 0
    parts = [
        (_part(gap, 0, head), True),
        (_part(gap, head, gap.count - head - tail), False),
        (_part(gap, gap.count - tail, tail), True),
    ]
    return [(part, is_open) for part, is_open in parts if part.count]


def _part(gap: Gap, skip: int, count: int) -> Gap:
    return Gap(gap.old_start + skip, gap.new_start + skip, count)
