"""A diff in one line, for lists of changed files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mergelab.pure.notebookdiff.result import NotebookDiff, Row

_CONTENT = frozenset(["source", "type", "attachments"])


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of a diff.

    `changed` are cells whose source, type or attachments differ; a cell may also count as moved.
    `outputs` are the outputs that changed, came or went in cells that both sides have; `images`
    those of them that show an image. `metadata` are cells whose metadata differ. `reran` is
    whether execution counts, times or noise in outputs differ.
    """

    state: Literal["added", "deleted", "both"]
    cells: int
    changed: int
    added: int
    deleted: int
    moved: int
    outputs: int
    images: int
    metadata: int
    notebook: int
    reran: bool

    def text(self) -> str:
        """Such as `3 cells changed, 1 moved, 2 outputs`, or `no visible change (rerun)`."""
        if self.state != "both":
            return f"notebook {self.state}, {_count(self.cells, 'cell')}"
        verbs = ("changed", "added", "deleted", "moved")
        numbers = (self.changed, self.added, self.deleted, self.moved)
        parts = [f"{number} {verb}" for number, verb in zip(numbers, verbs, strict=True) if number]
        if parts:
            number, verb = parts[0].split()
            parts[0] = f"{_count(int(number), 'cell')} {verb}"
        parts += [_count(self.outputs, "output")] * bool(self.outputs)
        parts += [_count(self.images, "image")] * bool(self.images)
        parts += [f"metadata of {_count(self.metadata, 'cell')}"] * bool(self.metadata)
        parts += ["notebook metadata"] * bool(self.notebook)
        if parts:
            return ", ".join(parts)
        return "no visible change (rerun)" if self.reran else "no visible change"


def summary(diff: NotebookDiff) -> Summary:
    """The counts of a diff."""
    rows = diff.rows
    pairs = [
        pair
        for row in rows
        if row.old and row.new
        for pair in row.outputs
        if pair.verdict not in ("equal", "noise")
    ]
    shown = diff.new or diff.old
    return Summary(
        state="added" if diff.old is None else "deleted" if diff.new is None else "both",
        cells=len(shown.cells) if shown else 0,
        changed=sum(bool(row.kinds & _CONTENT) for row in rows),
        added=_having(rows, "inserted"),
        deleted=_having(rows, "deleted"),
        moved=sum(row.moved for row in rows),
        outputs=len(pairs),
        images=sum(pair.is_image for pair in pairs),
        metadata=_having(rows, "metadata"),
        notebook=len(diff.changes),
        reran=_having(rows, "count") + _having(rows, "outputs-noise") > 0,
    )


def _having(rows: tuple[Row, ...], kind: str) -> int:
    return sum(kind in row.kinds for row in rows)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
