"""Which line of the file a line of a cell stands on, and the other way round.

Made for positions that name lines of the raw file, as GitLab's REST API does. Costs one pass over
the text, several times what reading the notebook costs: ask for it only where it is needed.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal, NamedTuple

from mergelab.pure.notebookdiff.cellfields import source_field
from mergelab.pure.notebookdiff.decode import decoded, forgiving
from mergelab.pure.notebookdiff.jsontree import Span, Spans
from mergelab.pure.notebookdiff.model import Limits
from mergelab.pure.notebookdiff.outputs import joined_places
from mergelab.pure.notebookdiff.reader import checked
from mergelab.pure.notebookdiff.terminal import steers
from mergelab.pure.notebookdiff.values import (
    Json,
    JsonObject,
    as_list,
    as_object,
    joined,
    pieces,
)

_Piece = tuple[str, Span]

Part = Literal["notebook", "cell", "source", "output", "metadata", "attachments"]

_LINE_END = re.compile(r"\r\n?|\n")
_PARTS: tuple[tuple[str, Part], ...] = (("metadata", "metadata"), ("attachments", "attachments"))


@dataclass(frozen=True, slots=True)
class Location:
    """The smallest part of a notebook that holds all of a raw line.

    `cell` and `output` count from 0 like the model, `line` (of a cell's source, or of an output's
    text as it is shown) from 1.
    """

    part: Part
    cell: int | None = None
    line: int | None = None
    output: int | None = None


class _Range(NamedTuple):
    """First and last raw line."""

    first: int
    last: int

    def holds(self, line: int) -> bool:
        return self.first <= line <= self.last


class _CellLines(NamedTuple):
    """Where a cell and its parts are.

    `outputs` holds a list of ranges per output as shown, `output_lines` the raw line of each line
    of its text; none where a terminal would show other lines than were written.
    """

    whole: _Range
    source: _Range | None
    source_lines: list[int]
    outputs: list[list[_Range]]
    output_lines: list[list[int]]
    parts: list[tuple[Part, _Range]]


class LineMap:
    """Raw lines of one file, 1-based and as git counts them; see `line_map`."""

    def __init__(self, cells: list[_CellLines], count: int) -> None:
        self._cells = cells
        self._count = count
        self._firsts = [cell.whole.first for cell in cells]
        self._lasts = [cell.whole.last for cell in cells]

    def raw_line(self, cell_index: int, line: int | None = None) -> int | None:
        """Where a line (1-based) of a cell's source stands, or where the cell begins."""
        cell = self._cell(cell_index)
        if cell is None or line is None:
            return cell.whole.first if cell else None
        return cell.source_lines[line - 1] if 1 <= line <= len(cell.source_lines) else None

    def output_raw_line(
        self, cell_index: int, output_index: int, line: int | None = None
    ) -> int | None:
        """Where an output, by its place in `Cell.outputs`, begins, or a line of its `lines`.

        A line of a text that steers the terminal (progress bars, colours) stands nowhere.
        """
        cell = self._cell(cell_index)
        if cell is None or not 0 <= output_index < len(cell.outputs):
            return None
        if line is None:
            return cell.outputs[output_index][0].first
        lines = cell.output_lines[output_index]
        return lines[line - 1] if 1 <= line <= len(lines) else None

    def locate(self, raw_line: int) -> Location | None:
        """What stands on a raw line; None where the file has no such line.

        Where several cells or parts share the line the answer is what holds them all: of a
        notebook stored as one line, the notebook.
        """
        if not 1 <= raw_line <= self._count:
            return None
        start = bisect_left(self._lasts, raw_line)
        if bisect_right(self._firsts, raw_line) - start != 1:
            return Location("notebook")
        return _inside(start, self._cells[start], raw_line)

    def _cell(self, index: int) -> _CellLines | None:
        return self._cells[index] if 0 <= index < len(self._cells) else None


def line_map(data: bytes, limits: Limits | None = None) -> LineMap:
    """The map of a file that `read_notebook` reads; raises `NotNotebook` as that does."""
    text, _ = decoded(data)
    limits = limits or Limits()
    tree = forgiving(text, limits, positions=True)
    document = checked(tree.value, limits, len(data))
    ends = [match.start() for match in re.finditer("\n", text)]
    reader = _Reader(ends, tree.spans)
    cells = [reader.cell(raw, span) for raw, span in reader.cells(document)]
    return LineMap(cells, len(ends) + (not text.endswith("\n")))


class _Reader:
    """Turns the spans of a parsed text into ranges of lines."""

    def __init__(self, ends: list[int], spans: Spans) -> None:
        self.ends = ends
        self.spans = spans

    def cells(self, document: JsonObject) -> Iterator[tuple[Json, Span]]:
        """The raw cells, chosen as `cells_of` chooses them, with their spans."""
        cells = document.get("cells")
        if isinstance(cells, list):
            yield from self._members(cells)
            return
        for sheet in as_list(document.get("worksheets")):
            yield from self._members(as_list(as_object(sheet).get("cells")))

    def cell(self, raw: Json, span: Span) -> _CellLines:
        whole = self._range(span)
        if not isinstance(raw, dict):
            return _CellLines(whole, whole, self._source_lines(raw, span), [], [], [])
        key = source_field(raw)
        source = self.spans[id(raw)].get(key) if raw else None
        parts = [
            (part, self._range(self.spans[id(raw)][name])) for name, part in _PARTS if name in raw
        ]
        return _CellLines(
            whole,
            self._range(source) if source else None,
            self._source_lines(raw[key], source) if source else [],
            self._outputs(raw),
            self._output_lines(raw),
            parts,
        )

    def _outputs(self, raw: JsonObject) -> list[list[_Range]]:
        outputs = raw.get("outputs")
        if not isinstance(outputs, list):
            return [[self._range(self.spans[id(raw)]["outputs"])]] if outputs is not None else []
        ranges = [self._range(span) for _, span in self._members(outputs)]
        return [[ranges[place] for place in places] for places in joined_places(outputs)]

    def _output_lines(self, raw: JsonObject) -> list[list[int]]:
        """For each output as shown, the raw line of each line of its text."""
        outputs = raw.get("outputs")
        if not isinstance(outputs, list):
            return [[]] if outputs is not None else []
        return [
            self._text_lines([piece for place in places for piece in self._written(outputs[place])])
            for places in joined_places(outputs)
        ]

    def _text_lines(self, written: list[_Piece]) -> list[int]:
        text = "".join(piece for piece, _ in written)
        if steers(text):
            return []
        lines = self._lines(written)
        return lines[:-1] if text.endswith("\n") else lines

    def _written(self, output: Json) -> Iterator[_Piece]:
        """The pieces of an output's `text`, with their spans."""
        if not isinstance(output, dict):
            return
        container, key = output, "text"
        if output.get("output_type") in ("error", "pyerr"):
            traceback = output.get("traceback")
            if isinstance(traceback, list):
                ends = ["\n"] * (len(traceback) - 1) + [""]
                for (part, span), end in zip(self._members(traceback), ends, strict=False):
                    yield joined(part) + end, span
            return
        data = output.get("data")
        if isinstance(data, dict):
            container, key = data, "text/plain"
        if key in container:
            yield from self._pieces(container[key], self.spans[id(container)][key])

    def _source_lines(self, value: Json, span: Span) -> list[int]:
        """The raw line each source line's first character is on."""
        return self._lines(list(self._pieces(value, span)))

    def _pieces(self, value: Json, span: Span) -> Iterator[_Piece]:
        """The texts that a multi-line string is stored as, each with its span."""
        if isinstance(value, list) and value:
            spans = [span for _, span in self._members(value)]
            yield from zip(pieces(value), spans, strict=True)
        else:
            yield joined(value), span

    def _lines(self, written: list[_Piece]) -> list[int]:
        """The raw line that the first character of each line is on."""
        texts, spans = [text for text, _ in written], [span for _, span in written]
        text = "".join(texts)
        if not text:
            return []
        offsets = [0, *accumulate(len(piece) for piece in texts)][: len(texts)]
        starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        first_lines = [self._line(start) for start, _ in spans]
        return [first_lines[bisect_right(offsets, start) - 1] for start in starts]

    def _members(self, container: list[Json]) -> Iterator[tuple[Json, Span]]:
        spans = self.spans[id(container)] if container else {}
        for place, value in enumerate(container):
            yield value, spans[place]

    def _range(self, span: Span) -> _Range:
        return _Range(self._line(span[0]), self._line(span[1] - 1))

    def _line(self, offset: int) -> int:
        return bisect_left(self.ends, offset) + 1


def _inside(index: int, cell: _CellLines, line: int) -> Location:
    found = [Location(part, index) for part, lines in cell.parts if lines.holds(line)]
    for output, ranges in enumerate(cell.outputs):
        if any(lines.holds(line) for lines in ranges):
            number = _number(cell.output_lines[output], line)
            found.append(Location("output", index, number, output))
    if cell.source and cell.source.holds(line):
        found.append(Location("source", index, _number(cell.source_lines, line)))
    return found[0] if len(found) == 1 else Location("cell", index)


def _number(lines: list[int], raw_line: int) -> int | None:
    """The one line, from 1, that begins on a raw line; None where none or several do."""
    first = bisect_left(lines, raw_line)
    return first + 1 if bisect_right(lines, raw_line) - first == 1 else None
