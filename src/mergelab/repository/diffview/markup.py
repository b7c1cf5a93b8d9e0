"""The lines of a difference as rows of the page's diff component."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from django.utils.safestring import SafeString

from mergelab.pure.textdiff import Gap, Hunk, Row, split_rows
from mergelab.repository.diffview.model import Piece
from mergelab.web.components import diff as component

Side = Literal["old", "new"]

NOTES: Final = {
    "": "",
    "no newline": "No newline at the end of the file",
    "CRLF": "CRLF",
}


@dataclass(frozen=True)
class Around:
    """What a page puts around the lines of one file; each part may be left out.

    `after` holds safe HTML by side and line, shown under that line; an unchanged line is found by
    either of its numbers. `comment_url` gives, for old and new line number (None where a side has
    no such line), the address of the form that starts a thread there. `gap_url` gives the address
    of the fragment that opens a gap (`opened_gap`).
    """

    after: Mapping[tuple[Side, int], SafeString] = field(default_factory=dict)
    comment_url: Callable[[int | None, int | None], str] | None = None
    gap_url: Callable[[Gap], str] | None = None


@dataclass(frozen=True)
class Rows:
    """Makes the rows of one file."""

    key: str
    old_html: Mapping[int, SafeString]
    new_html: Mapping[int, SafeString]
    around: Around
    split: bool

    def pieces(self, pieces: Iterable[Piece]) -> Iterator[component.Row]:
        """Rows of hunks and gaps; each hunk is headed by where it is."""
        at_top = True
        for piece in pieces:
            if isinstance(piece, Gap):
                yield self.gap(piece)
            else:
                if not at_top or piece.heading or piece.new_start > 1:
                    yield component.Heading(range_words(piece))
                yield from self.hunk(piece)
            at_top = False

    def gap(self, gap: Gap) -> component.Fold:
        url = "" if self.around.gap_url is None else self.around.gap_url(gap)
        lines = f"{gap.count:,} unchanged line{'' if gap.count == 1 else 's'}"
        return component.Fold(lines, url, f"{self.key}-fold-{gap.new_start}")

    def hunk(self, hunk: Hunk) -> Iterator[component.Row]:
        if not self.split:
            yield from (self._line(row) for row in hunk.rows)
            return
        for left, right in split_rows(hunk):
            if left is not None and left is right:
                same = self._line(left)
                yield component.Pair(same, same)
            else:
                yield component.Pair(
                    None if left is None else self._line(left),
                    None if right is None else self._line(right),
                )

    def _line(self, row: Row) -> component.Line:
        removed = row.kind == "removed"
        number = (row.old_line if removed else row.new_line) or 0
        html = self.old_html if removed else self.new_html
        comment = self.around.comment_url
        return component.Line(
            kind=row.kind,
            old=row.old_line,
            new=row.new_line,
            html=html.get(number, ""),
            anchor=f"{self.key}-{'L' if removed else 'R'}{number}",
            comment_url="" if comment is None else comment(row.old_line, row.new_line),
            threads=self._after(row) if self.around.after else "",
            note=NOTES[row.note],
        )

    def _after(self, row: Row) -> str:
        places: list[tuple[Side, int | None]] = [("old", row.old_line), ("new", row.new_line)]
        return "".join(
            self.around.after.get((side, line), "") for side, line in places if line is not None
        )


def range_words(hunk: Hunk) -> str:
    """`@@ -12,6 +12,8 @@ def train():`, as patches head a hunk."""
    old, new = (hunk.old_start, hunk.old_count), (hunk.new_start, hunk.new_count)
    # A patch counts a side without lines from the line before it.
    ranges = [f"{start if count else start - 1},{count}" for start, count in (old, new)]
    return f"@@ -{ranges[0]} +{ranges[1]} @@ {hunk.heading}".rstrip()
