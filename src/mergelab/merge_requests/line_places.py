"""The lines of a text difference at which threads stand, those on cells of a notebook included."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from mergelab.discussions.models import Position
from mergelab.discussions.queries import Thread
from mergelab.merge_requests.queries.comparisons import Comparison
from mergelab.pure.notebookdiff import Anchor, LineMap, NotNotebook, line_map
from mergelab.repository.diffview import Side
from mergelab.repository.diffview.build import MAX_FORCED_BYTES
from mergelab.repository.diffview.cache import Remembered
from mergelab.repository.git.diffs import Change
from mergelab.repository.git.errors import NotFound, OutputTooLarge
from mergelab.repository.git.names import is_zero
from mergelab.repository.git.reads import blob_data, open_repository
from mergelab.repository.storage import directory

Place = tuple[Side, int]

REMEMBERED_BYTES: Final = 16 * 1024 * 1024
_remembered: Remembered[tuple[LineMap, int]] = Remembered(
    REMEMBERED_BYTES, lambda made: 2_000 + made[1]
)


def places_in(
    threads: Iterable[Thread], comparison: Comparison, change: Change
) -> dict[str, Place]:
    """The side and line of each thread on the file, by the thread's key.

    Threads without a line are left out. One on a cell, source or output of a notebook stands at
    the line of the file on which that is written.
    """
    maps = _Maps(comparison.merge_request.project_id, change)
    found = {}
    for thread in threads:
        place = _place(thread.position, maps, is_latest=comparison.is_latest)
        if place is not None:
            found[thread.key] = place
    return found


def _place(position: Position | None, maps: "_Maps", *, is_latest: bool) -> Place | None:
    if position is None or position.kind == Position.Kind.FILE:
        return None
    side: Side = "old" if position.side == Position.Side.OLD else "new"
    if position.kind == Position.Kind.NOTEBOOK:
        line = _raw_line(position, maps.of(side), is_latest=is_latest)
        return None if line is None else (side, line)
    old, new = position.old_line, position.new_line
    if is_latest:
        if position.is_outdated:
            return None
        old, new = position.now_old_line, position.now_new_line
    line = old if side == "old" else new
    return None if line is None else (side, line)


def _raw_line(position: Position, lines: LineMap | None, *, is_latest: bool) -> int | None:
    """The line of the file at which the place of a cell, its source or an output begins."""
    if lines is None or (is_latest and position.is_deleted):
        return None
    cell, line, output = position.now_cell, position.now_line, position.now_output
    if not is_latest:
        made = Anchor.from_dict(position.anchor or {"part": "notebook"})
        cell, line, output = made.ordinal, made.line, made.output_index
    if cell is None:
        return None
    if output is not None:
        return lines.output_raw_line(cell, output)
    return lines.raw_line(cell, line) or lines.raw_line(cell)


@dataclass(frozen=True)
class _Maps:
    """Where the cells of both sides are written; each side is read when it is first asked for."""

    project_id: int
    change: Change

    def of(self, side: Side) -> LineMap | None:
        blob = self.change.old_sha if side == "old" else self.change.new_sha
        if is_zero(blob):
            return None
        key = (self.project_id, blob)
        try:
            return _remembered.get(key, lambda: _read(*key))[0]
        except (NotFound, OutputTooLarge, NotNotebook):
            return None


def _read(project_id: int, blob: str) -> tuple[LineMap, int]:
    """The map of a blob and the blob's size."""
    with open_repository(directory(project_id)) as handle:
        data = blob_data(handle, blob, cap=MAX_FORCED_BYTES)
    return line_map(data), len(data)
