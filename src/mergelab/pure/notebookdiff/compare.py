"""The diff of two notebooks, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mergelab.pure.notebookdiff.alignment import Match, align
from mergelab.pure.notebookdiff.cellfields import KNOWN
from mergelab.pure.notebookdiff.marking import with_words
from mergelab.pure.notebookdiff.model import Cell, Notebook
from mergelab.pure.notebookdiff.outputpairs import OutputPair
from mergelab.pure.notebookdiff.pairing import pair_outputs
from mergelab.pure.notebookdiff.result import (
    KeyChange,
    Kind,
    NotebookChange,
    NotebookDiff,
    Row,
    Stretch,
)
from mergelab.pure.notebookdiff.rich.widgets import same_widgets
from mergelab.pure.notebookdiff.splits import Division
from mergelab.pure.notebookdiff.values import JsonObject, as_object
from mergelab.pure.notebookdiff.widgets import with_widgets

TIMING = frozenset(["ExecuteTime", "execution", "executionInfo", "execution_info"])
"""Cell metadata that says when a cell ran: a change of it is a rerun."""

NO_CONTENT = TIMING | {"id", "outputId"}
"""Cell metadata that is no content: timings, and Colab's ids."""

_UNCOMPARED = NO_CONTENT | {"collapsed", "scrolled", "trusted"}
"""What an editor notes in a cell's metadata without being asked: how far it was folded, too."""

_NOTHING: frozenset[Kind] = frozenset()
_MOVED: frozenset[Kind] = frozenset(["moved"])
_INSERTED: frozenset[Kind] = frozenset(["inserted"])
_DELETED: frozenset[Kind] = frozenset(["deleted"])

_COUNTS = frozenset(["execution_count", "prompt_number"])
_METADATA = frozenset(["metadata", "collapsed"])
_SOURCE = frozenset(["cell_type", "source", "input", "level"])
_UNSEEN = frozenset(["id", "language"])
"""Keys of a cell by what they are compared for."""

_KERNEL = frozenset(["kernelspec", "language_info", "kernel_info", "language"])


def diff_notebooks(old: Notebook | None, new: Notebook | None) -> NotebookDiff:
    """What differs; None on a side where there is no notebook (added, deleted)."""
    old_cells = old.cells if old else ()
    new_cells = new.cells if new else ()
    rows = tuple(_row(match, old_cells, new_cells) for match in align(old_cells, new_cells))
    changes = tuple(_notebook_changes(old, new)) if old and new else ()
    if old and new:
        rows = with_widgets(rows, old, new)
    return NotebookDiff(old, new, with_words(rows), changes)


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
    if match.split or match.merged:
        return _part(match, old, new, old_cells, new_cells)
    if old is None or new is None:
        return Row(old, new, False, _INSERTED if old is None else _DELETED)
    if old.raw == new.raw:
        return Row(old, new, match.moved, _MOVED if match.moved else _NOTHING)
    return _pair(old, new, match.moved)


def _part(
    match: Match,
    old: Cell | None,
    new: Cell | None,
    old_cells: tuple[Cell, ...],
    new_cells: tuple[Cell, ...],
) -> Row:
    """A row of a cell that was split, or of cells that were merged."""
    row = _pair(old, new, match.moved) if old and new else Row(old, new, False, _NOTHING)
    kinds: set[Kind] = set(row.kinds) - {"source"}
    old_part = new_part = None
    if match.split:
        kinds.add("split")
        old_part = _stretch(match.split, match.new, old_cells)
        related = match.split.parts if old else (match.split.whole,)
    elif match.merged:
        kinds.add("merged")
        new_part = _stretch(match.merged, match.old, new_cells)
        related = match.merged.parts if new else (match.merged.whole,)
    row = replace(row, related=related, old_part=old_part, new_part=new_part)
    if any(line.tag != "equal" and line.text.strip() for line in row.lines):
        kinds.add("source")
    return replace(row, kinds=frozenset(kinds))


def _stretch(division: Division, place: int | None, cells: tuple[Cell, ...]) -> Stretch:
    """What a part is of the whole cell."""
    number = division.parts.index(place or 0)
    return Stretch(cells[division.whole], *division.cuts[number : number + 2])


def _pair(old: Cell, new: Cell, moved: bool) -> Row:
    differing = _differing(old.raw, new.raw)
    if differing <= _UNSEEN:
        return Row(old, new, moved, _MOVED if moved else _NOTHING)
    kinds: set[Kind] = {"moved"} if moved else set()
    pairs: tuple[OutputPair, ...] | None = None
    metadata: tuple[KeyChange, ...] = ()
    attachments: tuple[KeyChange, ...] = ()
    if "outputs" in differing:
        pairs = pair_outputs(old, new)
        kinds.update(output_kinds(pairs))
    if _ran_again(old, new, differing):
        kinds.add("count")
    if not differing.isdisjoint(_METADATA):
        metadata = key_changes(old.metadata, new.metadata, _UNCOMPARED)
    if not differing <= KNOWN:
        metadata += key_changes(old.extra, new.extra)
    if "attachments" in differing:
        attachments = key_changes(old.attachments, new.attachments)
    if not differing.isdisjoint(_SOURCE):
        kinds.update(_source_kinds(old, new))
    if metadata:
        kinds.add("metadata")
    if attachments:
        kinds.add("attachments")
    return Row(old, new, moved, frozenset(kinds), pairs, metadata, attachments)


def _ran_again(old: Cell, new: Cell, differing: set[str]) -> bool:
    """Whether the execution count differs, or the times."""
    if not differing.isdisjoint(_COUNTS) and old.count != new.count:
        return True
    return "metadata" in differing and any(
        old.metadata.get(key) != new.metadata.get(key) for key in TIMING
    )


def _source_kinds(old: Cell, new: Cell) -> Iterator[Kind]:
    if old.kind != new.kind:
        yield "type"
    if old.source != new.source:
        yield "source"


def _differing(old: JsonObject, new: JsonObject) -> set[str]:
    """The keys of two cells as they are in the file whose values differ."""
    differing = {key for key, value in old.items() if key not in new or new[key] != value}
    return differing | (new.keys() - old.keys())


def output_kinds(pairs: tuple[OutputPair, ...]) -> Iterator[Kind]:
    """What the pairs of outputs add to the kinds of their row."""
    verdicts = {pair.verdict for pair in pairs}
    if verdicts & {"changed", "added", "removed"}:
        yield "outputs"
    elif "noise" in verdicts:
        yield "outputs-noise"


def _notebook_changes(old: Notebook, new: Notebook) -> Iterator[NotebookChange]:
    if old.nbformat != new.nbformat:
        before, after = (".".join(map(str, side.nbformat)) for side in (old, new))
        yield NotebookChange("format", KeyChange("nbformat", before, after, "both"))
    for change in key_changes(old.metadata, new.metadata):
        if change.key == "widgets" and same_widgets(change.old, change.new):
            continue
        if change.key not in _KERNEL:
            yield NotebookChange("metadata", change)
            continue
        if change.sides != "both" or not isinstance(change.old, dict):
            yield NotebookChange("kernel", change)
            continue
        for part in key_changes(as_object(change.old), as_object(change.new)):
            key = f"{change.key}.{part.key}"
            yield NotebookChange("kernel", KeyChange(key, part.old, part.new, part.sides))
