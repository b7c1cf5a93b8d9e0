"""From any notebook file, old, odd or damaged, to the model.

Formats: nbformat 4 (`cells`), and 2 and 3 (`worksheets`, `input`, `prompt_number`, heading and
html cells), as described by the JSON schemas in the nbformat project.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mergelab.pure.notebookdiff.decode import load
from mergelab.pure.notebookdiff.model import (
    Cell,
    CellKind,
    Limits,
    Notebook,
    NotNotebook,
    Problem,
)
from mergelab.pure.notebookdiff.values import (
    Json,
    JsonObject,
    as_count,
    as_list,
    as_name,
    as_object,
    joined,
    with_lf,
)

_KINDS: dict[str, CellKind] = {
    "code": "code",
    "markdown": "markdown",
    "raw": "raw",
    "heading": "markdown",
    "html": "markdown",
    "plaintext": "raw",
}
_KNOWN = {
    *("cell_type", "source", "input", "metadata", "outputs", "execution_count", "prompt_number"),
    *("attachments", "id", "language", "collapsed", "level"),
}
_HIDDEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_HEADINGS = 6


def read_notebook(data: bytes, limits: Limits | None = None) -> Notebook:
    """The notebook in a file; raises `NotNotebook` for what cannot be read as one.

    Never raises anything else, whatever the bytes. Everything that had to be guessed or repaired
    is in `Notebook.problems`.
    """
    limits = limits or Limits()
    document, problems = load(data, limits)
    if not isinstance(document, dict):
        raise NotNotebook("the file is JSON, but not an object with cells")
    raw_cells = cells_of(document)
    if len(raw_cells) > limits.cells:
        raise NotNotebook(f"the notebook has more than {limits.cells:,} cells")
    cells = tuple(_cell(index, raw, problems) for index, raw in enumerate(raw_cells))
    _check_ids(cells, problems)
    metadata = as_object(document.get("metadata"))
    version = as_count(document.get("nbformat")), as_count(document.get("nbformat_minor"))
    if version[0] is None:
        problems.append(Problem("format", "the file does not say its nbformat version"))
    return Notebook(
        cells,
        metadata,
        (version[0] or 0, version[1] or 0),
        _language(metadata, raw_cells),
        tuple(problems),
    )


def cells_of(document: JsonObject) -> list[Json]:
    """The raw cells in reading order; raises `NotNotebook` where there is no list of them."""
    cells = document.get("cells")
    if isinstance(cells, list):
        return cells
    sheets = document.get("worksheets")
    if isinstance(sheets, list):
        return [cell for sheet in sheets for cell in as_list(as_object(sheet).get("cells"))]
    raise NotNotebook("the file is JSON, but has no list of cells")


def source_field(raw: JsonObject) -> str:
    """The key that holds a cell's source: nbformat 3 calls a code cell's source its input."""
    return "input" if "input" in raw and "source" not in raw else "source"


def _cell(index: int, raw: Json, problems: list[Problem]) -> Cell:
    if not isinstance(raw, dict):
        problems.append(Problem("wrong-type", "the cell is not an object", index))
        return Cell(index, "raw", with_lf(joined(raw)), {}, [], None, {}, None, {})
    kind = _kind(index, raw, problems)
    return Cell(
        index=index,
        kind=kind,
        source=_source(index, raw, problems),
        metadata=_metadata(raw),
        raw_outputs=_outputs(index, raw, problems),
        count=as_count(raw.get("execution_count", raw.get("prompt_number"))),
        attachments=as_object(raw.get("attachments")),
        id=as_name(raw.get("id")),
        extra={} if raw.keys() <= _KNOWN else _extra(raw),
    )


def _extra(raw: JsonObject) -> JsonObject:
    return {key: value for key, value in raw.items() if key not in _KNOWN}


def _kind(index: int, raw: JsonObject, problems: list[Problem]) -> CellKind:
    word = raw.get("cell_type")
    kind = _KINDS.get(word) if isinstance(word, str) else None
    if kind is None:
        problems.append(Problem("cell-type", f"unknown type of cell: {str(word)[:60]}", index))
        return "raw"
    return kind


def _source(index: int, raw: JsonObject, problems: list[Problem]) -> str:
    value = raw.get(source_field(raw))
    if not isinstance(value, str | list | None):
        problems.append(Problem("wrong-type", "the source is not text", index))
    text = joined(value)
    if "\r" in text:
        problems.append(Problem("line-ends", "the source has CR line ends", index))
        text = with_lf(text)
    if not text.isascii() and _HIDDEN.search(text):
        problems.append(
            Problem(
                "hidden-text", "the source has invisible or direction-changing characters", index
            )
        )
    if raw.get("cell_type") == "heading":
        level = min(max(as_count(raw.get("level")) or 1, 1), _HEADINGS)
        return f"{'#' * level} {text}"
    return text


def _metadata(raw: JsonObject) -> JsonObject:
    """The cell's metadata; nbformat 3 keeps `collapsed` beside it."""
    metadata = as_object(raw.get("metadata"))
    if raw.get("collapsed") and "collapsed" not in metadata:
        return {**metadata, "collapsed": raw["collapsed"]}
    return metadata


def _outputs(index: int, raw: JsonObject, problems: list[Problem]) -> list[Json]:
    outputs = raw.get("outputs")
    if isinstance(outputs, list):
        return outputs
    if outputs is None:
        return []
    problems.append(Problem("wrong-type", "the outputs are not a list", index))
    return [outputs]


def _check_ids(cells: tuple[Cell, ...], problems: list[Problem]) -> None:
    seen: set[str] = set()
    for cell in cells:
        if cell.id and cell.id in seen:
            problems.append(
                Problem("duplicate-id", f"the id “{cell.id[:80]}” is taken", cell.index)
            )
        seen.add(cell.id or "")


def _language(metadata: JsonObject, raw_cells: list[Json]) -> str:
    """The language of the code cells, from the places that kernels and old formats write it to."""
    return next(_language_names(metadata, raw_cells), "").lower()


def _language_names(metadata: JsonObject, raw_cells: list[Json]) -> Iterator[str]:
    places = (
        as_object(metadata.get("kernelspec")).get("language"),
        as_object(metadata.get("language_info")).get("name"),
        as_object(metadata.get("kernel_info")).get("language"),
        metadata.get("language"),
    )
    cells = (as_object(raw).get("language") for raw in raw_cells)
    for value in (*places, *cells):
        name = as_name(value)
        if name:
            yield name
