"""The alignment of two notebooks as JSON, and the difference made from it without aligning again.

A row is `[old, new, moved, kinds, outputs]`: indices of cells or null, the words of `Kind`, and
for each pair of outputs `[old, new, verdict]` with their indices or null; null for all where the
outputs were not looked at. Rows of split and merged
cells go on with `[related, old part, new part]`; a part is `[cell, start, end]` or null.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias, TypeVar

from mergelab.pure.notebookdiff.compare import NO_CONTENT, diff_notebooks, key_changes
from mergelab.pure.notebookdiff.marking import with_words
from mergelab.pure.notebookdiff.model import Cell, Notebook, Output
from mergelab.pure.notebookdiff.outputpairs import OutputPair
from mergelab.pure.notebookdiff.result import KeyChange, NotebookDiff, Row, Stretch
from mergelab.pure.notebookdiff.widgets import with_widgets

Layout: TypeAlias = list[list[Any]]
T = TypeVar("T")


def layout_of(diff: NotebookDiff) -> Layout:
    """The rows of a difference by index."""
    return [
        [
            row.old.index if row.old else None,
            row.new.index if row.new else None,
            row.moved,
            sorted(row.kinds),
            None if row.pairs is None else [_indices(pair) for pair in row.pairs],
            *_divided(row),
        ]
        for row in diff.rows
    ]


def _indices(pair: OutputPair) -> list[Any]:
    old, new = (output.index if output else None for output in (pair.old, pair.new))
    return [old, new, pair.verdict]


def _divided(row: Row) -> list[Any]:
    parts = [
        part and [part.cell.index, part.start, part.end] for part in (row.old_part, row.new_part)
    ]
    return [[list(row.related), *parts]] if row.related else []


def laid_out(old: Notebook | None, new: Notebook | None, layout: Layout) -> NotebookDiff:
    """The difference that `layout` was made of. Raises IndexError where it is of other files."""
    bare = diff_notebooks(old and replace(old, cells=()), new and replace(new, cells=()))
    rows = tuple(_row(old, new, entry) for entry in layout)
    if old and new:
        rows = with_widgets(rows, old, new)
    return NotebookDiff(old, new, with_words(rows), bare.changes)


def _row(old: Notebook | None, new: Notebook | None, entry: list[Any]) -> Row:
    before, after, moved, kinds, outputs, *divided = entry
    lefts, rights = old.cells if old else (), new.cells if new else ()
    left, right = _at(lefts, before), _at(rights, after)
    metadata: tuple[KeyChange, ...] = ()
    attachments: tuple[KeyChange, ...] = ()
    if left is not None and right is not None:
        metadata = key_changes(left.metadata, right.metadata, NO_CONTENT)
        metadata += key_changes(left.extra, right.extra)
        attachments = key_changes(left.attachments, right.attachments)
    pairs = None
    if outputs is not None:
        pairs = tuple(
            OutputPair(_output(left, i), _output(right, j), verdict) for i, j, verdict in outputs
        )
    row = Row(left, right, moved, frozenset(kinds), pairs, metadata, attachments)
    if not divided:
        return row
    related, old_part, new_part = divided[0]
    return replace(
        row,
        related=tuple(related),
        old_part=_stretch(lefts, old_part),
        new_part=_stretch(rights, new_part),
    )


def _stretch(cells: Sequence[Cell], part: list[int] | None) -> Stretch | None:
    return None if part is None else Stretch(cells[part[0]], part[1], part[2])


def _output(cell: Cell | None, index: int | None) -> Output | None:
    return _at(cell.outputs if cell else (), index)


def _at(items: Sequence[T], index: int | None) -> T | None:
    return None if index is None else items[index]
