"""The lines of a cell's source or of an output's text as rows of the diff component."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final, TypeVar, overload

from django.utils.safestring import SafeString

from mergelab.kit.highlight import mark
from mergelab.notebooks.diffview.model import Around, Spot
from mergelab.pure.notebookdiff import DiffLine
from mergelab.web.components import diff as component

WHOLE: Final = 60
"""Lines that are shown without folding what did not change."""

CONTEXT: Final = 3
LEAST_FOLDED: Final = 4

MOST: Final = 500
"""Lines of one text that are drawn at once; the others follow by a link."""
KINDS: Final[dict[str, component.Kind]] = {
    "equal": "context",
    "delete": "removed",
    "insert": "added",
}
T = TypeVar("T")
NOTHING: Final = SafeString("")

GapUrl = Callable[[int, int], str]
"""The address of a fragment with the lines from one index to another."""

SpotOf = Callable[[str, int], Spot]
"""The place of a line, from its side and number."""


class LazyLines(Sequence[SafeString]):
    """The HTML of lines, made of those that are drawn only."""

    def __init__(self, lines: Sequence[T], make: Callable[[T], SafeString]) -> None:
        self._lines = lines
        self._make: Callable[[Any], SafeString] = make

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, place: int) -> SafeString: ...
    @overload
    def __getitem__(self, place: slice) -> list[SafeString]: ...
    def __getitem__(self, place: int | slice) -> SafeString | list[SafeString]:
        if isinstance(place, slice):
            return [self._make(line) for line in self._lines[place]]
        return self._make(self._lines[place])


@dataclass
class LineDrawer:
    """Draws the lines of one text; `placed` collects the places whose threads it has drawn.

    `old_html` and `new_html` hold the HTML of each side's lines. `anchor` begins the ids of lines.
    """

    lines: Sequence[DiffLine]
    old_html: Sequence[SafeString]
    new_html: Sequence[SafeString]
    spot_of: SpotOf
    anchor: str
    around: Around
    placed: set[Spot]
    split: bool

    def table(self, label: str, gap_url: GapUrl | None) -> SafeString:
        """All that changed with its surroundings; without `gap_url` nothing unchanged is folded."""
        layout: component.Layout = "split" if self.split else "unified"
        return component.diff(self.rows(gap_url), layout=layout, label=label)

    def rows(self, gap_url: GapUrl | None) -> list[component.Row]:
        found: list[component.Row] = []
        for start, end, is_shown in self._stretches(gap_url is not None):
            if is_shown and len(found) < MOST:
                found += self.stretch(start, end, gap_url, most=MOST - len(found))
            else:
                found.append(self._fold(start, end, gap_url))
        return found

    def stretch(
        self, start: int, end: int, gap_url: GapUrl | None, *, most: int = MOST
    ) -> list[component.Row]:
        """The lines of a range of indices, `most` of them, and a fold for the rest."""
        stop = min(end, start + most)
        lines = self.lines[start:stop]
        rows: list[component.Row] = list(
            self._pairs(lines) if self.split else map(self._line, lines)
        )
        return rows if stop == end else [*rows, self._fold(stop, end, gap_url)]

    def _fold(self, start: int, end: int, gap_url: GapUrl | None) -> component.Fold:
        is_same = all(line.tag == "equal" for line in self.lines[start:end])
        label = f"{end - start:,} {'unchanged' if is_same else 'more'} lines"
        return component.Fold(label, "" if gap_url is None else gap_url(start, end))

    def _stretches(self, may_fold: bool) -> Iterator[tuple[int, int, bool]]:
        if not may_fold or len(self.lines) <= WHOLE:
            yield 0, len(self.lines), True
            return
        at = 0
        for start, end in self._wanted():
            if start - at >= LEAST_FOLDED:
                yield at, start, False
                at = start
            yield at, end, True
            at = end
        if at < len(self.lines):
            yield at, len(self.lines), len(self.lines) - at < LEAST_FOLDED

    def _wanted(self) -> Iterator[tuple[int, int]]:
        """Ranges of lines that changed or have threads, with context, those that touch joined."""
        start = end = -1
        for place, line in enumerate(self.lines):
            if line.tag == "equal" and not self._has_threads(line):
                continue
            if end >= 0 and place - CONTEXT > end:
                yield start, end
                end = -1
            if end < 0:
                start = max(place - CONTEXT, 0)
            end = min(place + 1 + CONTEXT, len(self.lines))
        if end >= 0:
            yield start, end

    def _has_threads(self, line: DiffLine) -> bool:
        threads = self.around.threads
        return bool(threads) and any(spot in threads for spot in self._spots(line))

    def _spots(self, line: DiffLine) -> list[Spot]:
        numbers = (("old", line.old), ("new", line.new))
        return [self.spot_of(side, number) for side, number in numbers if number is not None]

    def _line(self, line: DiffLine) -> component.Line:
        is_old = line.tag == "delete"
        number = (line.old if is_old else line.new) or 0
        html = _at(self.old_html if is_old else self.new_html, number)
        side = "old" if is_old else "new"
        comment = self.around.comment_url
        return component.Line(
            kind=KINDS[line.tag],
            old=line.old,
            new=line.new,
            html=mark(html, line.marks) if line.marks else html,
            anchor=f"{self.anchor}-{'L' if is_old else 'R'}{number}",
            comment_url="" if comment is None else comment(self.spot_of(side, number)),
            threads=self._threads(line),
        )

    def _threads(self, line: DiffLine) -> str:
        if not self.around.threads:
            return ""
        found = [spot for spot in self._spots(line) if spot in self.around.threads]
        self.placed.update(found)
        return "".join(self.around.threads[spot] for spot in found)

    def _pairs(self, lines: Sequence[DiffLine]) -> Iterator[component.Row]:
        went: list[DiffLine] = []
        came: list[DiffLine] = []
        for line in lines:
            if line.tag == "equal" or (line.tag == "delete" and came):
                yield from self._beside(went, came)
                went, came = [], []
            if line.tag == "equal":
                same = self._line(line)
                yield component.Pair(same, same)
            else:
                (went if line.tag == "delete" else came).append(line)
        yield from self._beside(went, came)

    def _beside(self, went: list[DiffLine], came: list[DiffLine]) -> Iterator[component.Row]:
        for left, right in zip_longest(went, came):
            yield component.Pair(
                None if left is None else self._line(left),
                None if right is None else self._line(right),
            )


def _at(lines: Sequence[SafeString], number: int) -> SafeString:
    return lines[number - 1] if 0 < number <= len(lines) else NOTHING
