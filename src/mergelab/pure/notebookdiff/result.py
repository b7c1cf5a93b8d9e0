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
]
"""Ways in which a row can differ. `outputs-noise`: outputs differ, but in nothing that matters.
`count`: run again (execution count or times), `type`: another kind of cell."""

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


@dataclass(frozen=True)
class Row:
    """One row of the diff: a cell on either side or on both.

    `moved`: the cell is the same but stands elsewhere; the row is at its new place.
    `metadata` are the keys that differ, without timings and ids. `pairs` are the pairs of outputs
    if they are known already; ask for `outputs`. `words`: whether lines mark the words that changed.
    An empty `kinds` means that nothing in the row differs.
    """

    old: Cell | None
    new: Cell | None
    moved: bool
    kinds: frozenset[Kind]
    pairs: tuple[OutputPair, ...] | None = None
    metadata: tuple[KeyChange, ...] = ()
    attachments: tuple[KeyChange, ...] = ()
    words: bool = True

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
        """The lines of both sources with what changed in them, context included."""
        old, new = (cell.lines if cell else () for cell in (self.old, self.new))
        return diff_texts(old, new, words=self.words)


@dataclass(frozen=True, slots=True)
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
