"""What differs between two notebooks: the rows and lines that views are made from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from mergelab.pure.notebookdiff.hunks import DiffLine, diff_texts
from mergelab.pure.notebookdiff.model import Cell, Notebook
from mergelab.pure.notebookdiff.outputpairs import OutputPair
from mergelab.pure.notebookdiff.pairing import output_pairs
from mergelab.pure.notebookdiff.values import Json

Kind = Literal[
    "inserted",
    "deleted",
    "source",
    "outputs",
    "outputs-noise",
    "metadata",
    "count",
    "type",
    "moved",
    "attachments",
    "split",
    "merged",
]
"""Ways in which a row can differ. `outputs-noise`: outputs differ, but in nothing that matters.
`count`: run again (execution count or times), `type`: another kind of cell. `split`: one of the
cells that an old one was split into, `merged`: one of those that became a new one; either instead
of `inserted` and `deleted`."""

NotebookKind = Literal["kernel", "format", "metadata"]


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A key of an object that differs. An absent side is None, and not in the `sides`.

    `sides` is "both", "old" (the key went) or "new" (the key came).
    """

    key: str
    old: Json
    new: Json
    sides: Literal["both", "old", "new"]


@dataclass(frozen=True, slots=True)
class NotebookChange:
    """A difference outside the cells."""

    kind: NotebookKind
    change: KeyChange


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some lines of a cell's source: from index `start` on, before index `end`."""

    cell: Cell
    start: int
    end: int

    @property
    def lines(self) -> tuple[str, ...]:
        return self.cell.lines[self.start : self.end]


@dataclass(frozen=True)
class Row:
    """One row of the diff: a cell on either side or on both.

    `moved`: the cell is the same but stands elsewhere; the row is at its new place.
    `metadata` are the keys that differ, without timings and ids. `pairs` are the pairs of outputs
    if they are known already; ask for `outputs`. `words`: whether lines mark what words changed.
    An empty `kinds` means that nothing in the row differs.

    A cell that was split is in one row with one of its parts, and the other parts have rows of
    their own; so have the cells that were merged into one. `related` are the indices on the other
    side that the row's cell was split from or merged into; in the row with both sides, all parts.
    `old_part` and `new_part` are what such a row shows of the cell that is several, where that is
    not the whole cell or not the row's own.
    """

    old: Cell | None
    new: Cell | None
    moved: bool
    kinds: frozenset[Kind]
    pairs: tuple[OutputPair, ...] | None = None
    metadata: tuple[KeyChange, ...] = ()
    attachments: tuple[KeyChange, ...] = ()
    words: bool = True
    related: tuple[int, ...] = ()
    old_part: Stretch | None = None
    new_part: Stretch | None = None

    @property
    def old_source(self) -> Cell | None:
        """The cell that old line numbers count in: `old`, or the one this was split from."""
        return self.old_part.cell if self.old_part else self.old

    @property
    def new_source(self) -> Cell | None:
        """The cell that new line numbers count in: `new`, or the one this was merged into."""
        return self.new_part.cell if self.new_part else self.new

    @property
    def cell(self) -> Cell:
        """The newer of the two cells."""
        cell = self.new or self.old
        assert cell is not None, "a row has at least one side"
        return cell

    @property
    def is_changed(self) -> bool:
        """Whether the row shows a change: one that is more than noise or a count."""
        return bool(self.kinds - {"outputs-noise", "count"})

    @cached_property
    def outputs(self) -> tuple[OutputPair, ...]:
        """The outputs of both cells, paired, in order."""
        return output_pairs(self.old, self.new) if self.pairs is None else self.pairs

    @cached_property
    def lines(self) -> tuple[DiffLine, ...]:
        """The lines of both sources with what changed in them, context included.

        Of a split or merged cell only the part that belongs to this row.
        """
        old, new = self.old_part or self.old, self.new_part or self.new
        lines = diff_texts(old.lines if old else (), new.lines if new else (), words=self.words)
        starts = [part.start if part else 0 for part in (self.old_part, self.new_part)]
        return tuple(line.shifted(*starts) for line in lines) if any(starts) else lines


@dataclass(frozen=True)
class NotebookDiff:
    """The rows in reading order and the changes outside the cells.

    Each cell of either notebook is in exactly one row. `old` or `new` is None where the notebook
    was added or deleted.
    """

    old: Notebook | None
    new: Notebook | None
    rows: tuple[Row, ...]
    changes: tuple[NotebookChange, ...]

    @property
    def is_changed(self) -> bool:
        """Whether anything differs that a reader would want to see."""
        one_sided = (self.old is None) != (self.new is None)
        return one_sided or bool(self.changes) or any(row.is_changed for row in self.rows)

    @property
    def is_identical(self) -> bool:
        """Whether nothing differs in what is compared, noise and counts included."""
        return not self.is_changed and not any(row.kinds for row in self.rows)

    @cached_property
    def moved_lines(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Lines that went to another cell; see `movedlines`. Cells count from 0, lines from 1."""
        from mergelab.pure.notebookdiff.movedlines import moved_lines

        return moved_lines(self)
