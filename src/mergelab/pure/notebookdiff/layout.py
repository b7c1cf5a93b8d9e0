"""The alignment of two notebooks as JSON, and the difference made from it without aligning again.

A row is `[old, new, moved, kinds, outputs]`: indices of cells or null, the words of `Kind`, and
for each pair of outputs `[old, new, verdict]` with their indices or null.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias, TypeVar

from mergelab.pure.notebookdiff.compare import NO_CONTENT, diff_notebooks, key_changes
from mergelab.pure.notebookdiff.model import Cell, Notebook, Output
from mergelab.pure.notebookdiff.outputpairs import OutputPair
from mergelab.pure.notebookdiff.result import KeyChange, NotebookDiff, Row

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
            [
                [
                    pair.old.index if pair.old else None,
                    pair.new.index if pair.new else None,
                    pair.verdict,
                ]
                for pair in row.outputs
            ],
        ]
        for row in diff.rows
    ]


def laid_out(old: Notebook | None, new: Notebook | None, layout: Layout) -> NotebookDiff:
    """The difference that `layout` was made of. Raises IndexError where it is of other files."""
    bare = diff_notebooks(old and replace(old, cells=()), new and replace(new, cells=()))
    rows = tuple(_row(old, new, entry) for entry in layout)
    return NotebookDiff(old, new, rows, bare.changes)


def _row(old: Notebook | None, new: Notebook | None, entry: list[Any]) -> Row:
    before, after, moved, kinds, outputs = entry
    left = _at(old.cells if old else (), before)
    right = _at(new.cells if new else (), after)
    metadata: tuple[KeyChange, ...] = ()
    attachments: tuple[KeyChange, ...] = ()
    if left is not None and right is not None:
        metadata = key_changes(left.metadata, right.metadata, NO_CONTENT)
        metadata += key_changes(left.extra, right.extra)
        attachments = key_changes(left.attachments, right.attachments)
    pairs = tuple(
        OutputPair(_output(left, i), _output(right, j), verdict) for i, j, verdict in outputs
    )
    return Row(left, right, moved, frozenset(kinds), pairs, metadata, attachments)


def _output(cell: Cell | None, index: int | None) -> Output | None:
    return _at(cell.outputs if cell else (), index)


def _at(items: Sequence[T], index: int | None) -> T | None:
    return None if index is None else items[index]
