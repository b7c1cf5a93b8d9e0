"""A diff in one line, for lists of changed files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mergelab.pure.notebookdiff.failures import failure_change
from mergelab.pure.notebookdiff.result import NotebookDiff, Row

_CONTENT = frozenset(["source", "type", "attachments"])


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of a diff.

    `changed` are cells whose source, type or attachments differ; a cell may also count as moved.
    `split` are old cells that were split, `merged` new cells that were made of several.
    `figures`, `tables` and `outputs` (all others) are the outputs that changed, came or went in
    cells that both sides have. `failing` are cells that now fail. `metadata` are cells whose
    metadata differ, `notebook` the changes outside the cells. `reran` is whether execution counts,
    times or noise in outputs differ.
    """

    state: Literal["added", "deleted", "both"]
    cells: int
    changed: int
    added: int
    deleted: int
    moved: int
    split: int
    merged: int
    failing: int
    figures: int
    tables: int
    outputs: int
    metadata: int
    notebook: int
    reran: bool

    @property
    def parts(self) -> tuple[str, ...]:
        """Such as `3 cells changed`, `1 moved`, `2 figures`; one at least."""
        if self.state != "both":
            return (f"notebook {self.state}", _count(self.cells, "cell"))
        parts = [*self._cells(), *self._others()]
        return tuple(parts) or (f"no visible change{' (rerun)' * self.reran}",)

    def text(self) -> str:
        """Such as `3 cells changed, 1 moved, 2 figures`, or `no visible change (rerun)`."""
        return ", ".join(self.parts)

    def _cells(self) -> Iterator[str]:
        """What happened to cells; the first says what is counted."""
        fails = "now fails" if self.failing == 1 else "now fail"
        verbs = ("changed", "added", "deleted", "moved", "split", "merged", fails)
        numbers = (
            *(self.changed, self.added, self.deleted, self.moved),
            *(self.split, self.merged, self.failing),
        )
        found = [pair for pair in zip(numbers, verbs, strict=True) if pair[0]]
        for place, (number, verb) in enumerate(found):
            yield f"{number} {verb}" if place else f"{_count(number, 'cell')} {verb}"

    def _others(self) -> Iterator[str]:
        counts = (self.figures, self.tables, self.outputs)
        for number, noun in zip(counts, ("figure", "table", "output"), strict=True):
            if number:
                yield _count(number, noun)
        if self.metadata:
            yield f"metadata of {_count(self.metadata, 'cell')}"
        if self.notebook:
            yield "notebook metadata"


def summary(diff: NotebookDiff) -> Summary:
    """The counts of a diff."""
    rows = diff.rows
    nouns = Counter(
        pair.noun
        for row in rows
        if row.old and row.new and "outputs" in row.kinds
        for pair in row.outputs
        if pair.verdict not in ("equal", "noise")
    )
    changes = filter(None, map(failure_change, rows))
    shown = diff.new or diff.old
    whole = tuple(row for row in rows if row.old and row.new)
    return Summary(
        state="added" if diff.old is None else "deleted" if diff.new is None else "both",
        cells=len(shown.cells) if shown else 0,
        changed=sum(bool(row.kinds & _CONTENT) for row in rows),
        added=_having(rows, "inserted"),
        deleted=_having(rows, "deleted"),
        moved=sum(row.moved for row in rows),
        split=_having(whole, "split"),
        merged=_having(whole, "merged"),
        failing=sum(change.kind == "now fails" for change in changes),
        figures=nouns["figure"],
        tables=nouns["table"],
        outputs=nouns["output"],
        metadata=_having(rows, "metadata"),
        notebook=len(diff.changes),
        reran=_having(rows, "count") + _having(rows, "outputs-noise") > 0,
    )


def _having(rows: tuple[Row, ...], kind: str) -> int:
    return sum(kind in row.kinds for row in rows)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
