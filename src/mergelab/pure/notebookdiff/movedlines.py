"""Lines that went to another cell, or elsewhere in theirs, found by what is unmistakable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from mergelab.pure.notebookdiff.model import Notebook
from mergelab.pure.notebookdiff.result import NotebookDiff

Place = tuple[int, int]
"""A cell's index, from 0, and a line's number in it, from 1."""

LENGTH = 8
"""Least characters of a line that is looked for elsewhere; no other line may have its text."""

BLOCK = 16
"""Least characters of the lines that went together."""

LINES = 200_000
"""Changed lines of both notebooks up to which they are looked at."""


def moved_lines(diff: NotebookDiff) -> dict[Place, Place]:
    """Where lines went that the diff shows as deleted in one place and inserted in another.

    A line that is the only one of its text in both notebooks is found again, and with it the lines
    around it that went along. Each place is there once on either side.
    """
    if not diff.old or not diff.new:
        return {}
    went, came = dict(_changed(diff, "delete")), dict(_changed(diff, "insert"))
    if not went or not came or len(went) + len(came) > LINES:
        return {}
    others = _once(diff.new)
    targets = {text: place for place, text in came.items() if text in others}
    known = _once(diff.old).intersection(targets)
    search = _Search(went, came, {text: targets[text] for text in known})
    search.run()
    return search.found


def _changed(diff: NotebookDiff, tag: str) -> Iterator[tuple[Place, str]]:
    """The places of deleted or inserted lines, and their texts without space around them."""
    for row in diff.rows:
        if row.kinds.isdisjoint(("inserted", "deleted", "source", "split", "merged")):
            continue
        for line in row.lines:
            if line.tag == tag:
                cell = row.old_source if tag == "delete" else row.new_source
                number = line.old if tag == "delete" else line.new
                if cell is not None and number is not None:
                    yield (cell.index, number), line.text.strip()


def _once(notebook: Notebook) -> set[str]:
    """The texts of lines that there are only once, and that say enough."""
    counts = Counter(line.strip() for cell in notebook.cells for line in cell.lines)
    return {text for text, count in counts.items() if count == 1 and len(text) >= LENGTH}


@dataclass
class _Search:
    """`went` and `came` are the deleted and inserted lines by place; `targets` are the places of
    texts that there is no doubt about."""

    went: dict[Place, str]
    came: dict[Place, str]
    targets: dict[str, Place]
    found: dict[Place, Place] = field(default_factory=dict)
    taken: set[Place] = field(default_factory=set)

    def run(self) -> None:
        for place, text in self.went.items():
            target = self.targets.get(text)
            if target is None or place in self.found or target in self.taken:
                continue
            block = [(place, target), *self._along(place, target, -1)]
            block += self._along(place, target, 1)
            if sum(len(self.went[old]) for old, _ in block) >= BLOCK:
                self.found.update(block)
                self.taken.update(new for _, new in block)

    def _along(self, old: Place, new: Place, step: int) -> Iterator[tuple[Place, Place]]:
        """The lines before or after these two that are the same and free too."""
        while True:
            old, new = (old[0], old[1] + step), (new[0], new[1] + step)
            if old not in self.went or self.went[old] != self.came.get(new):
                return
            if old in self.found or new in self.taken:
                return
            yield old, new
