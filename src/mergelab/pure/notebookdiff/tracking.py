"""Finding a comment's place again in a later version of the notebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mergelab.pure.notebookdiff.anchors import Anchor
from mergelab.pure.notebookdiff.compare import diff_notebooks
from mergelab.pure.notebookdiff.hunks import DiffLine
from mergelab.pure.notebookdiff.model import Cell, Notebook
from mergelab.pure.notebookdiff.outputpairs import OutputPair
from mergelab.pure.notebookdiff.result import NotebookDiff, Row

State = Literal["kept", "moved", "changed", "deleted"]

UNIQUE_LENGTH = 8
"""Least characters of a line that is found again elsewhere in its cell."""

HOME = 0.6
"""Share of a deleted cell's characters that must have gone to one cell for that to be its home."""


@dataclass(frozen=True, slots=True)
class Tracked:
    """Where a comment stands now.

    `kept`: as it was, if perhaps at another index. `moved`: the cell, or the line, stands
    elsewhere, perhaps in the cell that this one was merged into or that was split from it.
    `changed`: what was commented on is not there any more, but its cell is; show the thread there
    as outdated, beside `line` or `output_index` if these are given. `deleted`: the cell is gone;
    `cell_index` is the nearest cell before it that is left, None for the beginning. `region` is the
    anchor's, wherever its output is still there.
    """

    state: State
    cell_index: int | None = None
    line: int | None = None
    output_index: int | None = None
    region: tuple[int, ...] = ()


def track(
    anchor: Anchor, old: Notebook, new: Notebook, diff: NotebookDiff | None = None
) -> Tracked:
    """Where `anchor`, made in `old`, stands in `new`. `diff` is theirs, if it is at hand."""
    if anchor.part == "notebook":
        return Tracked("kept")
    cell = _commented_cell(anchor, old)
    if cell is None:
        return Tracked("deleted")
    diff = diff or diff_notebooks(old, new)
    if anchor.part == "source" and anchor.line is not None:
        return _source_line(anchor.line, cell, diff)
    row = next(row for row in diff.rows if row.old and row.old.index == cell.index)
    target = row.new or row.new_source
    if target is None:
        home = _home(cell, diff)
        if home is None:
            return Tracked("deleted", _before(diff.rows, cell.index))
        if anchor.part == "output":
            return _joined_output(anchor, new.cells[home])
        return Tracked("moved", home)
    if anchor.part == "output" and anchor.output_index is not None:
        return _output(anchor, anchor.output_index, row, target)
    return Tracked(_placed(row), target.index)


def _commented_cell(anchor: Anchor, old: Notebook) -> Cell | None:
    """The cell the anchor was made on: by ordinal, checked; else by what is known of it."""
    cells = old.cells
    ordinal = anchor.ordinal if anchor.ordinal is not None else -1
    if 0 <= ordinal < len(cells) and cells[ordinal].source_digest == anchor.source_hash:
        return cells[ordinal]
    alike = [cell for cell in cells if cell.source_digest == anchor.source_hash]
    if not alike and anchor.cell_id:
        alike = [cell for cell in cells if cell.identity == anchor.cell_id]
    if not alike:
        return None
    return min(
        alike, key=lambda cell: (-_neighbours(anchor, cell, cells), abs(cell.index - ordinal))
    )


def _neighbours(anchor: Anchor, cell: Cell, cells: Sequence[Cell]) -> int:
    """How many of the anchor's neighbours stand beside the cell."""
    before = cells[cell.index - 1].source_digest if cell.index else None
    after = cells[cell.index + 1].source_digest if cell.index + 1 < len(cells) else None
    return (before == anchor.before_hash) + (after == anchor.after_hash)


def _before(rows: Sequence[Row], index: int) -> int | None:
    """The new index of the nearest cell that preceded old cell `index` and is left."""
    left = [
        (row.old.index, row.new.index)
        for row in rows
        if row.old and row.new and not row.moved and row.old.index < index
    ]
    return max(left)[1] if left else None


def _placed(row: Row) -> State:
    return "moved" if row.moved or row.old is None or row.new is None else "kept"


def _source_line(line: int, cell: Cell, diff: NotebookDiff) -> Tracked:
    row = next(row for row in diff.rows if _shows(row, cell, line))
    target = row.new_source
    if target is not None:
        state, now = _line(line, row.lines, _placed(row))
        if state != "changed":
            return Tracked(state, target.index, now)
    place = diff.moved_lines.get((cell.index, line))
    if place is not None:
        return Tracked("moved", *place)
    if target is not None:
        return Tracked("changed", target.index, now)
    home = _home(cell, diff)
    if home is not None:
        return Tracked("changed", home, _near(line, cell, home, diff))
    return Tracked("deleted", _before(diff.rows, cell.index))


def _shows(row: Row, cell: Cell, line: int) -> bool:
    """Whether the row has this line of the old cell: a split one is in several rows."""
    if row.old_source is None or row.old_source.index != cell.index:
        return False
    part = row.old_part
    return part is None or part.start < line <= part.end


def _home(cell: Cell, diff: NotebookDiff) -> int | None:
    """The new cell where most lines of a cell went that is gone itself."""
    went: dict[int, int] = {}
    for line, text in enumerate(cell.lines, 1):
        place = diff.moved_lines.get((cell.index, line))
        if place is not None:
            went[place[0]] = went.get(place[0], 0) + len(text)
    home = max(went, key=lambda index: went[index], default=-1)
    return None if home < 0 or went[home] < HOME * len(cell.source) else home


def _near(line: int, cell: Cell, home: int, diff: NotebookDiff) -> int | None:
    """The line of the new home to stand beside: where the nearest line before went."""
    places = (diff.moved_lines.get((cell.index, before)) for before in range(line - 1, 0, -1))
    return next((place[1] for place in places if place and place[0] == home), None)


def _output(anchor: Anchor, index: int, row: Row, cell: Cell) -> Tracked:
    if row.new is None:
        return _joined_output(anchor, cell)
    pair = next((p for p in row.outputs if p.old and p.old.index == index), None)
    if pair is None or pair.new is None:
        return Tracked("changed", cell.index)
    if anchor.line is not None:
        state, line = _line(anchor.line, pair.lines, _placed(row))
        return Tracked(state, cell.index, line, pair.new.index)
    return Tracked(_output_state(pair, row), cell.index, None, pair.new.index, anchor.region)


def _joined_output(anchor: Anchor, cell: Cell) -> Tracked:
    """An output of a cell that was merged into another: there if the very same is."""
    digests = [output.digest for output in cell.outputs]
    if anchor.output_digest not in digests:
        return Tracked("changed", cell.index)
    place = digests.index(anchor.output_digest)
    return Tracked("moved", cell.index, anchor.line, place, anchor.region)


def _output_state(pair: OutputPair, row: Row) -> State:
    return _placed(row) if pair.verdict in ("equal", "noise") else "changed"


def _line(line: int, lines: Sequence[DiffLine], placed: State) -> tuple[State, int | None]:
    """What became of an old line, and the new line to stand beside."""
    nearest = None
    for entry in lines:
        if entry.old == line:
            if entry.tag == "equal":
                return placed, entry.new
            elsewhere = _elsewhere(entry.text, lines)
            if elsewhere is not None:
                return "moved", elsewhere
            beside = entry.partner or nearest or _first_new(lines)
            return "changed", beside
        nearest = entry.new or nearest
    return "changed", nearest


def _elsewhere(text: str, lines: Sequence[DiffLine]) -> int | None:
    """The one inserted line that says the same as the one deleted line, if it says enough."""
    wanted = text.strip()
    if len(wanted) < UNIQUE_LENGTH:
        return None
    same = [entry for entry in lines if entry.text.strip() == wanted]
    inserted = [entry.new for entry in same if entry.tag == "insert"]
    return inserted[0] if len(inserted) == 1 and len(same) == 2 else None


def _first_new(lines: Sequence[DiffLine]) -> int | None:
    return next((entry.new for entry in lines if entry.new is not None), None)
