"""The diff of two notebooks, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator

from mergelab.pure.notebookdiff.alignment import Match, align
from mergelab.pure.notebookdiff.model import Cell, Notebook
from mergelab.pure.notebookdiff.outputpairs import OutputPair
from mergelab.pure.notebookdiff.pairing import one_sided, pair_outputs
from mergelab.pure.notebookdiff.result import (
    KeyChange,
    Kind,
    NotebookChange,
    NotebookDiff,
    Row,
)
from mergelab.pure.notebookdiff.values import JsonObject, as_object

TIMING = frozenset(["ExecuteTime", "execution", "executionInfo", "execution_info"])
"""Cell metadata that says when a cell ran: a change of it is a rerun."""

NO_CONTENT = TIMING | {"id", "outputId"}
"""Cell metadata that is no content: timings, and Colab's ids."""

_KERNEL = frozenset(["kernelspec", "language_info", "kernel_info", "language"])


def diff_notebooks(old: Notebook | None, new: Notebook | None) -> NotebookDiff:
    """What differs; None on a side where there is no notebook (added, deleted)."""
    old_cells = old.cells if old else ()
    new_cells = new.cells if new else ()
    rows = tuple(_row(match, old_cells, new_cells) for match in align(old_cells, new_cells))
    changes = tuple(_notebook_changes(old, new)) if old and new else ()
    return NotebookDiff(old, new, rows, changes)


def key_changes(
    old: JsonObject, new: JsonObject, ignored: frozenset[str] = frozenset()
) -> tuple[KeyChange, ...]:
    """The keys whose values differ, old order first."""
    if old == new:
        return ()
    changes = [
        KeyChange(key, value, new.get(key), "both" if key in new else "old")
        for key, value in old.items()
        if key not in ignored and (key not in new or new[key] != value)
    ]
    came = [key for key in new if key not in old and key not in ignored]
    return tuple(changes + [KeyChange(key, None, new[key], "new") for key in came])


def _row(match: Match, old_cells: tuple[Cell, ...], new_cells: tuple[Cell, ...]) -> Row:
    old = old_cells[match.old] if match.old is not None else None
    new = new_cells[match.new] if match.new is not None else None
    if old is not None and new is not None:
        return _pair(old, new, match.moved)
    kind: Kind = "inserted" if old is None else "deleted"
    return Row(old, new, False, frozenset([kind]), one_sided(old, new), (), ())


def _pair(old: Cell, new: Cell, moved: bool) -> Row:
    outputs = pair_outputs(old, new)
    metadata = key_changes(old.metadata, new.metadata, NO_CONTENT)
    if old.extra or new.extra:
        metadata += key_changes(old.extra, new.extra)
    attachments = key_changes(old.attachments, new.attachments)
    kinds = set(_output_kinds(old, new, outputs))
    if moved:
        kinds.add("moved")
    if old.kind != new.kind:
        kinds.add("type")
    if old.source != new.source:
        kinds.add("source")
    if metadata:
        kinds.add("metadata")
    if attachments:
        kinds.add("attachments")
    return Row(old, new, moved, frozenset(kinds), outputs, metadata, attachments)


def _output_kinds(old: Cell, new: Cell, outputs: tuple[OutputPair, ...]) -> Iterator[Kind]:
    verdicts = {pair.verdict for pair in outputs} if outputs else set()
    if verdicts & {"changed", "added", "removed"}:
        yield "outputs"
    elif "noise" in verdicts:
        yield "outputs-noise"
    if old.count != new.count or _ran_at_another_time(old.metadata, new.metadata):
        yield "count"


def _ran_at_another_time(old: JsonObject, new: JsonObject) -> bool:
    return old != new and any(old.get(key) != new.get(key) for key in TIMING)


def _notebook_changes(old: Notebook, new: Notebook) -> Iterator[NotebookChange]:
    if old.nbformat != new.nbformat:
        before, after = (".".join(map(str, side.nbformat)) for side in (old, new))
        yield NotebookChange("format", KeyChange("nbformat", before, after, "both"))
    for change in key_changes(old.metadata, new.metadata):
        if change.key not in _KERNEL:
            yield NotebookChange("metadata", change)
            continue
        if change.sides != "both" or not isinstance(change.old, dict):
            yield NotebookChange("kernel", change)
            continue
        for part in key_changes(as_object(change.old), as_object(change.new)):
            key = f"{change.key}.{part.key}"
            yield NotebookChange("kernel", KeyChange(key, part.old, part.new, part.sides))
