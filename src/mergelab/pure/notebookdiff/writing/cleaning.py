"""Taking out of a notebook what a run leaves in it."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from mergelab.pure.notebookdiff.model import Limits
from mergelab.pure.notebookdiff.values import JsonObject, as_count, as_list, as_object
from mergelab.pure.notebookdiff.writing.document import Document
from mergelab.pure.notebookdiff.writing.source import COUNTS

NOISE = frozenset(
    [
        *("ExecuteTime", "execution", "executionInfo", "execution_info", "outputId"),
        *("collapsed", "scrolled"),
    ]
)
"""Cell metadata that running, or folding in an editor, writes: times, places of outputs, folds."""

CONFLICT = "mergelab.conflict"
"""Cell metadata that marks what a merge could not decide; see `merging.marked`."""

WIDGETS = "widgets"
"""Notebook metadata that holds the state of interactive widgets."""


@dataclass(frozen=True, slots=True)
class CleanOptions:
    """What `clean` takes out; cell ids stay unless told, as comments and merges rely on them.

    `ids` takes out nbformat's cell ids where the format does not require them, before 4.5. Colab's
    `metadata.id` always stays.
    """

    outputs: bool = True
    counts: bool = True
    metadata: bool = True
    widgets: bool = True
    ids: bool = False


def clean(data: bytes, options: CleanOptions | None = None, limits: Limits | None = None) -> bytes:
    """The file without outputs, counts, noise in metadata and widget state, as `options` say.

    What stays is byte for byte as it was, and a file with nothing to take out is returned as it is;
    cleaning twice is cleaning once. A file that is no valid JSON, or repeats a key, is written anew
    in its own style when something is taken out. Raises `NotNotebook` and `Unwritable`.
    """
    options = options or CleanOptions()
    document = _edited(Document.read(data, limits), options)
    if document.is_changed and (document.repeats_keys or not document.is_strict):
        document = _edited(document.rewritten(), options)
    return document.encoded() if document.is_changed else data


def _edited(document: Document, options: CleanOptions) -> Document:
    noise = NOISE | ({CONFLICT} if not _is_unsettled(document) else set())
    for raw, span in document.cells:
        if isinstance(raw, dict):
            document.edit(raw, span, _changes(document, raw, options))
            if options.metadata:
                _edit_metadata(document, raw, noise)
            if not options.outputs and options.counts:
                _edit_results(document, raw)
    metadata = as_object(document.value.get("metadata"))
    if options.widgets and WIDGETS in metadata:
        document.edit(metadata, document.span(document.value, "metadata"), {WIDGETS: None})
    return document


def _changes(document: Document, raw: JsonObject, options: CleanOptions) -> dict[str, str | None]:
    changes: dict[str, str | None] = {}
    if options.outputs and raw.get("outputs"):
        changes["outputs"] = "[]"
    if options.counts:
        changes |= {key: "null" for key in COUNTS if raw.get(key) is not None}
    if options.metadata and "collapsed" in raw:
        changes["collapsed"] = None
    if options.ids and "id" in raw and not _requires_ids(document.value):
        changes["id"] = None
    return changes


def _is_unsettled(document: Document) -> bool:
    """Whether a note of a merge is left; then the marks of the cells below it mean something."""
    metadata = (as_object(as_object(raw).get("metadata")) for raw, _ in document.cells)
    return any(as_object(marks.get(CONFLICT)).get("side") == "note" for marks in metadata)


def _edit_metadata(document: Document, raw: JsonObject, noise: Set[str]) -> None:
    metadata = as_object(raw.get("metadata"))
    gone = [key for key in metadata if key in noise]
    if gone:
        document.edit(metadata, document.span(raw, "metadata"), dict.fromkeys(gone))


def _edit_results(document: Document, raw: JsonObject) -> None:
    """Outputs that stay name the count, too."""
    outputs = as_list(raw.get("outputs"))
    for place, output in enumerate(outputs):
        if isinstance(output, dict):
            span = document.span(outputs, place)
            counts = {key: "null" for key in COUNTS if output.get(key) is not None}
            document.edit(output, span, counts)


def _requires_ids(document: JsonObject) -> bool:
    major, minor = as_count(document.get("nbformat")), as_count(document.get("nbformat_minor"))
    return (major or 0, minor or 0) >= (4, 5)
