"""Lines that went to another cell, or elsewhere in theirs, found by what is unmistakable in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from mergelab.pure.notebookdiff.model import Notebook
from mergelab.pure.notebookdiff.result import NotebookDiff

Place = tuple[int, int]
"""A cell's index, from 0, and a line's number in it, from 1."""

LENGTH = 8
"""Least characters of a line that is looked for elsewhere; it has to be the only one of its text."""

BLOCK = 16
"""Least characters of the lines that went together."""

LINES = 200_000
"""Lines of both notebooks up to which they are looked at."""


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
    own, others = _once(diff.old), _once(diff.new)
    targets = {text: place for place, text in came.items() if text in others}
    found: dict[Place, Place] = {}
    taken: set[Place] = set()
    for place, text in went.items():
        if place in found or text not in own or targets.get(text, place) in taken:
            continue
        if text in targets:
            block = list(_block(place, targets[text], went, came, found, taken))
            if sum(len(went[old]) for old, _ in block) >= BLOCK:
                found.update(block)
                taken.update(new for _, new in block)
    return found


def _changed(diff: NotebookDiff, tag: str) -> Iterator[tuple[Place, str]]:
    """The places of deleted or inserted lines, and their texts without space around them."""
    for row in diff.rows:
        if not row.kinds & {"inserted", "deleted", "source"}:
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


def _block(
    old: Place,
    new: Place,
    went: dict[Place, str],
    came: dict[Place, str],
    found: Iterable[Place],
    taken: set[Place],
) -> Iterator[tuple[Place, Place]]:
    """Two lines of one text, and those around them that are the same and free too."""
    yield old, new
    for step in (-1, 1):
        one, other = (old[0], old[1] + step), (new[0], new[1] + step)
        while (
            one in went
            and other in came
            and went[one] == came[other]
            and one not in found
            and other not in taken
        ):
            yield one, other
            one, other = (one[0], one[1] + step), (other[0], other[1] + step)
