"""From any notebook file, old, odd or damaged, to the model.

Formats: nbformat 4 (`cells`), and 2 and 3 (`worksheets`), as described by the JSON schemas in the
nbformat project.
"""

from __future__ import annotations

from mergelab.pure.notebookdiff.cellfields import WrongCell, source_field
from mergelab.pure.notebookdiff.decode import load
from mergelab.pure.notebookdiff.model import Cell, Limits, Notebook, NotNotebook
from mergelab.pure.notebookdiff.values import Json, JsonObject, as_count, as_list, as_object


def read_notebook(data: bytes, limits: Limits | None = None) -> Notebook:
    """The notebook in a file; raises `NotNotebook` for what cannot be read as one.

    Never raises anything else, whatever the bytes. Everything that had to be guessed or repaired
    is in `Notebook.problems`.
    """
    limits = limits or Limits()
    value, repairs = load(data, limits)
    document = checked(value, limits, len(data))
    return Notebook(
        tuple(
            [
                Cell(index, raw if isinstance(raw, dict) else WrongCell.of(raw))
                for index, raw in enumerate(cells_of(document))
            ]
        ),
        as_object(document.get("metadata")),
        (as_count(document.get("nbformat")), as_count(document.get("nbformat_minor"))),
        repairs,
    )


def checked(document: Json, limits: Limits, size: int) -> JsonObject:
    """The document of a file of `size` bytes, if it has cells and not too many of them.

    Raises `NotNotebook`.
    """
    if not isinstance(document, dict):
        raise NotNotebook("the file is JSON, but not an object with cells")
    cells = cells_of(document)
    if len(cells) > limits.cells:
        raise NotNotebook(f"the notebook has more than {limits.cells:,} cells")
    if size > limits.lines and sum(map(_line_ends, cells)) > limits.lines:
        raise NotNotebook(f"the sources have more than {limits.lines:,} lines")
    return document


def _line_ends(cell: Json) -> int:
    """How many lines a cell's source ends: counted without joining it."""
    source = cell.get(source_field(cell)) if isinstance(cell, dict) else None
    parts = source if isinstance(source, list) else [source]
    return sum(part.count("\n") + part.count("\r") for part in parts if isinstance(part, str))


def cells_of(document: JsonObject) -> list[Json]:
    """The raw cells in reading order; raises `NotNotebook` where there is no list of them."""
    cells = document.get("cells")
    if isinstance(cells, list):
        return cells
    sheets = document.get("worksheets")
    if isinstance(sheets, list):
        return [cell for sheet in sheets for cell in as_list(as_object(sheet).get("cells"))]
    raise NotNotebook("the file is JSON, but has no list of cells")
