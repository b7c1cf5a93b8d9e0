"""Writing a cell's source into a file that otherwise stays as it is."""

from __future__ import annotations

from collections.abc import Iterable

from mergelab.pure.notebookdiff.cellfields import source_field
from mergelab.pure.notebookdiff.jsontree import Span
from mergelab.pure.notebookdiff.model import Limits
from mergelab.pure.notebookdiff.values import Json, JsonObject, joined, with_lf
from mergelab.pure.notebookdiff.writing.document import Document, Unwritable
from mergelab.pure.notebookdiff.writing.style import Style, write

COUNTS = ("execution_count", "prompt_number")


def replace_source(
    data: bytes,
    cell: int,
    source: str,
    *,
    clear_outputs: bool = False,
    limits: Limits | None = None,
) -> bytes:
    """The file with another source in one cell (counted from 0 as `Notebook.cells`).

    Every other byte stays: encoding, line ends, indent, the order of keys, the spelling of numbers.
    The source is written as the cell's was, a list of lines or one string, and lines it keeps keep
    their spelling. `clear_outputs` also empties the cell's outputs and execution count. A file that
    is no valid JSON but could be read is written anew, in its own style and without its faults.

    Raises `NotNotebook`; `IndexError` where there is no such cell; `Unwritable`, a `ValueError`,
    for a cell of nbformat 3 whose source is not all of its text (headings).
    """
    document = Document.read(data, limits)
    raw, span = _cell(document, cell)
    text = with_lf(source)
    has_same = with_lf(joined(raw.get(source_field(raw)))) == text
    if has_same and not (clear_outputs and _has_run(raw)):
        return data
    if not document.is_strict:
        document = document.rewritten()
        raw, span = _cell(document, cell)
    changes: dict[str, str | None] = {}
    if not has_same:
        changes[source_field(raw)] = source_json(document, raw, span, text)
    if clear_outputs:
        changes |= cleared(raw)
    document.edit(raw, span, changes)
    return document.encoded()


def source_json(document: Document, raw: JsonObject, span: Span, source: str) -> str:
    """The JSON of a new source for a cell, written as its present one is."""
    key = source_field(raw)
    old = raw.get(key)
    style = document.style_at(document.span(raw, key) if isinstance(old, list) else span)
    lead = document.lead_of(raw, key, span)
    lines = isinstance(old, list) if old else style.lines
    text = source.replace("\n", "\r\n") if _ends_in_crlf(joined(old)) else source
    if not lines:
        return write(text, style, lead)
    known = _spellings(document, old) if isinstance(old, list) else {}
    return _list((known.get(line) or write(line, style) for line in split(text)), style, lead)


def cleared(raw: JsonObject) -> dict[str, str | None]:
    """The changes that empty a cell's outputs and counts, where it has any."""
    changes: dict[str, str | None] = {}
    if raw.get("outputs"):
        changes["outputs"] = "[]"
    changes |= {key: "null" for key in COUNTS if raw.get(key) is not None}
    return changes


def split(source: str) -> list[str]:
    """A source as the lines that nbformat stores, ends kept.

    nbformat splits as Python does, so also at form feeds and Unicode's line separators.
    """
    return source.splitlines(keepends=True)


def _cell(document: Document, index: int) -> tuple[JsonObject, Span]:
    if not 0 <= index < len(document.cells):
        raise IndexError(f"The notebook has {len(document.cells)} cells, none with index {index}.")
    raw, span = document.cells[index]
    if not isinstance(raw, dict):
        raise Unwritable(f"Cell {index + 1} is no object, so it has no source to write.")
    if raw.get("cell_type") == "heading":
        raise Unwritable(
            f"Cell {index + 1} is a heading of nbformat 3: its level is no part of its text. "
            "Convert the notebook to nbformat 4 first."
        )
    return raw, span


def _has_run(raw: JsonObject) -> bool:
    return bool(raw.get("outputs")) or any(raw.get(key) is not None for key in COUNTS)


def _spellings(document: Document, pieces: list[Json]) -> dict[str, str]:
    """How the file writes each of the lines it has."""
    return {
        piece: document.text[slice(*document.span(pieces, place))]
        for place, piece in enumerate(pieces)
        if isinstance(piece, str)
    }


def _list(texts: Iterable[str], style: Style, lead: str) -> str:
    members = list(texts)
    if not members:
        return "[]"
    line = "" if style.indent is None else style.newline + lead
    inner = line and line + (style.indent or "")
    return "[" + inner + (style.comma + inner).join(members) + line + "]"


def _ends_in_crlf(text: str) -> bool:
    return "\r\n" in text and text.count("\r\n") * 2 > text.count("\n")
