"""Places in notebooks: the engine's anchors as fields of a Position."""

from dataclasses import dataclass
from typing import Any, Final, cast

from mergelab.discussions.models import Position
from mergelab.kit.errors import Refused
from mergelab.merge_requests.services.placing import Place
from mergelab.pure.notebookdiff import (
    Anchor,
    AnchorPart,
    Notebook,
    NotNotebook,
    anchor,
    read_notebook,
    terminal_text,
    track,
)

MAX_EXCERPT: Final = 2_000
WHOLE_CELL_LINES: Final = 12
STATES: Final = {"changed": Position.State.OUTDATED, "deleted": Position.State.DELETED}


@dataclass(frozen=True)
class NotebookSpot:
    """A place in one side of a notebook, as a client names it.

    `part` is notebook, cell, source, output, metadata or attachments. `cell` and `output` count
    from 0, `line` (of the cell's source, or of the output's text) from 1. `region` is a rectangle
    on the output's figure: left, top, width, height in ten-thousandths of it; empty for none.
    """

    side: str = "new"
    part: str = "cell"
    cell: int | None = None
    line: int | None = None
    output: int | None = None
    region: tuple[int, ...] = ()


def anchor_notebook(data: bytes, spot: NotebookSpot) -> dict[str, Any]:
    """Fields of a Position for this spot of the notebook in `data`. Raises Refused."""
    notebook = _read(data)
    if notebook is None:
        raise Refused("This side of the file cannot be read as a notebook.", field="position")
    try:
        part = cast("AnchorPart", spot.part)
        made = anchor(notebook, spot.cell, part, spot.line, spot.output, region=spot.region)
    except ValueError as problem:
        raise Refused(f"Not a place in the notebook: {problem}.", field="position") from problem
    return {
        "anchor": made.to_dict(),
        "excerpt": _storable(_excerpt(notebook, made)),
        "cell": spot.cell,
        "output": spot.output,
        "line": spot.line,
    }


def track_notebook(path: str, before: bytes, after: bytes, stored: dict[str, Any]) -> Place:
    """Where the anchor's place in one notebook is in a later one.

    Outdated where what was commented on is gone or differs, or where one of them cannot be read;
    then the place is the nearest left. Deleted where the cell is.
    """
    old, new = _read(before), _read(after)
    if old is None or new is None:
        return Place(path, Position.State.OUTDATED)
    found = track(Anchor.from_dict(stored), old, new)
    return Place(
        path,
        STATES.get(found.state, Position.State.KEPT),
        cell=found.cell_index,
        output=found.output_index,
        line=found.line,
    )


def _read(data: bytes) -> Notebook | None:
    try:
        return read_notebook(data)
    except NotNotebook:
        return None


def _excerpt(notebook: Notebook, made: Anchor) -> str:
    """What was commented on, for when it is not there any more."""
    if made.line_text is not None:
        return "\n".join([*made.lines_before, made.line_text])
    if made.ordinal is None:
        return ""
    cell = notebook.cells[made.ordinal]
    if made.output_index is not None:
        output = cell.outputs[made.output_index]
        return "\n".join(terminal_text(output.text)) or ", ".join(output.mimes)
    return "\n".join(cell.lines[:WHOLE_CELL_LINES])


def _storable(text: str) -> str:
    clean = text.replace("\0", "�").encode("utf-8", "replace").decode()
    return clean[:MAX_EXCERPT]
