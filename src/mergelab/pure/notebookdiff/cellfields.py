"""What a cell's JSON says, whatever version and shape it has.

nbformat 4, and nbformat 2 and 3 with their `input`, `prompt_number`, heading and html cells.
"""

from __future__ import annotations

from typing import Literal

from mergelab.pure.notebookdiff.values import (
    Json,
    JsonObject,
    as_count,
    as_object,
    joined,
    with_lf,
)

CellKind = Literal["code", "markdown", "raw"]

KINDS: dict[Json, CellKind] = {
    "code": "code",
    "markdown": "markdown",
    "raw": "raw",
    "heading": "markdown",
    "html": "markdown",
    "plaintext": "raw",
}
KNOWN = frozenset(
    [
        *("cell_type", "source", "input", "metadata", "outputs", "execution_count"),
        *("prompt_number", "attachments", "id", "language", "collapsed", "level"),
    ]
)
HEADINGS = 6


class WrongCell(JsonObject):
    """A cell that is no object in the file, as a raw cell with its text."""

    @classmethod
    def of(cls, value: Json) -> WrongCell:
        return cls(cell_type="raw", source=joined(value))


def kind_of(raw: JsonObject) -> CellKind:
    word = raw.get("cell_type")
    return KINDS.get(word, "raw") if isinstance(word, str) else "raw"


def source_field(raw: JsonObject) -> str:
    """The key that holds a cell's source: nbformat 3 calls a code cell's source its input."""
    return "source" if "source" in raw or "input" not in raw else "input"


def source_of(raw: JsonObject) -> str:
    """The source with LF line ends; a heading cell's as Markdown."""
    text = joined(raw.get(source_field(raw)))
    if "\r" in text:
        text = with_lf(text)
    if raw.get("cell_type") == "heading":
        level = min(max(as_count(raw.get("level")) or 1, 1), HEADINGS)
        return f"{'#' * level} {text}"
    return text


def metadata_of(raw: JsonObject) -> JsonObject:
    """The cell's metadata; nbformat 3 keeps `collapsed` beside it."""
    metadata = as_object(raw.get("metadata"))
    if raw.get("collapsed") and "collapsed" not in metadata:
        return {**metadata, "collapsed": raw["collapsed"]}
    return metadata


def outputs_of(raw: JsonObject) -> list[Json]:
    """The list of outputs; anything else is one output."""
    outputs = raw.get("outputs")
    if isinstance(outputs, list):
        return outputs
    return [] if outputs is None else [outputs]


def count_of(raw: JsonObject) -> int | None:
    return as_count(raw.get("execution_count", raw.get("prompt_number")))


def extra_of(raw: JsonObject) -> JsonObject:
    """The keys that nbformat does not know."""
    if raw.keys() <= KNOWN:
        return {}
    return {key: value for key, value in raw.items() if key not in KNOWN}
