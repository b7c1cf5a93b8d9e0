"""Places in notebooks: a cell, a line of its source, an output, or the notebook as a whole."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from mergelab.kit.errors import Refused
from mergelab.merge_requests.services.placing import Place
from mergelab.pure.notebookdiff import (
    Cell,
    Notebook,
    NotNotebook,
    Row,
    diff_notebooks,
    read_notebook,
)
from mergelab.pure.textdiff import track_lines

MAX_EXCERPT: Final = 2_000
PARTS: Final = ("notebook", "cell", "source", "output", "metadata")


@dataclass(frozen=True)
class NotebookSpot:
    """A place in one side of a notebook.

    `cell` and `output` count from 0, `line` (of the cell's source) from 1. `part` is one of PARTS.
    """

    side: str = "new"
    part: str = "cell"
    cell: int | None = None
    line: int | None = None
    output: int | None = None


def anchor_notebook(data: bytes, spot: NotebookSpot) -> dict[str, Any]:
    """Fields of a Position for this spot of the notebook in `data`. Raises Refused."""
    if spot.part not in PARTS:
        raise Refused(f"Use one of {', '.join(PARTS)}.", field="part")
    notebook = _read(data)
    if notebook is None:
        raise Refused("This side of the file cannot be read as a notebook.", field="position")
    if spot.part == "notebook":
        return {"anchor": asdict(spot), "excerpt": ""}
    cell = _cell(notebook, spot)
    return {
        "anchor": asdict(spot),
        "excerpt": _excerpt(cell, spot).replace("\0", "�")[:MAX_EXCERPT],
        "cell": spot.cell,
        "output": spot.output,
        "line": spot.line,
    }


def track_notebook(path: str, before: bytes, after: bytes, anchor: dict[str, Any]) -> Place:
    """Where the anchor's place in one notebook is in a later one."""
    spot = NotebookSpot(**anchor)
    if spot.part == "notebook" or spot.cell is None:
        return Place(path)
    old, new = _read(before), _read(after)
    if old is None or new is None:
        return Place(path, is_outdated=True)
    rows = diff_notebooks(old, new).rows
    row = next((row for row in rows if row.old and row.old.index == spot.cell), None)
    if row is None or row.old is None or row.new is None:
        return Place(path, is_outdated=True)
    if spot.part == "source" and spot.line is not None:
        return _line(path, row.old, row.new, spot.line)
    if spot.part == "output" and spot.output is not None:
        return _output(path, row, spot.output)
    return Place(path, cell=row.new.index)


def _line(path: str, old: Cell, new: Cell, line: int) -> Place:
    """The line in the cell, or the cell, outdated, where the line is gone."""
    found = None
    if 1 <= line <= len(old.lines):
        found = track_lines(old.lines, new.lines, [line])[line].line
    return Place(path, is_outdated=found is None, cell=new.index, line=found)


def _output(path: str, row: Row, output: int) -> Place:
    assert row.new is not None  # noqa: S101  # the caller has looked
    pair = next((pair for pair in row.outputs if pair.old and pair.old.index == output), None)
    if pair is None or pair.new is None:
        return Place(path, is_outdated=True, cell=row.new.index)
    return Place(path, cell=row.new.index, output=pair.new.index)


def _read(data: bytes) -> Notebook | None:
    try:
        return read_notebook(data)
    except NotNotebook:
        return None


def _cell(notebook: Notebook, spot: NotebookSpot) -> Cell:
    if spot.cell is None or not 0 <= spot.cell < len(notebook.cells):
        raise Refused(f"The notebook has {len(notebook.cells)} cells.", field="cell")
    cell = notebook.cells[spot.cell]
    if spot.part == "source" and (spot.line is None or not 1 <= spot.line <= len(cell.lines)):
        raise Refused(f"The cell has {len(cell.lines)} lines.", field="line")
    if spot.part == "output" and (
        spot.output is None or not 0 <= spot.output < len(cell.outputs)
    ):
        raise Refused(f"The cell has {len(cell.outputs)} outputs.", field="output")
    return cell


def _excerpt(cell: Cell, spot: NotebookSpot) -> str:
    if spot.part == "output" and spot.output is not None:
        output = cell.outputs[spot.output]
        return output.text[:MAX_EXCERPT] or ", ".join(output.mimes)
    if spot.line is not None:
        return "\n".join(cell.lines[max(0, spot.line - 3) : spot.line])
    return "\n".join(cell.lines[:4])
