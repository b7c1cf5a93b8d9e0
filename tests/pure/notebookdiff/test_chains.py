"""Comments over chains of versions: those on lines that are still there stay on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from pure.notebookdiff.chains import History, history

from mergelab.pure.notebookdiff import Anchor, Tracked, anchor, diff_notebooks, track

CHAINS = 60
STILL_THERE = ("kept", "moved")


def lines(made: History) -> Iterator[tuple[int, Anchor]]:
    """An anchor on each line of the first version that says something, with the line's name."""
    first = made.versions[0]
    for name, (cell, line) in made.places[0].items():
        texts = first.cells[cell].lines
        if texts and texts[line - 1].strip():
            yield name, anchor(first, cell, "source", line)


def judged(made: History, name: int, found: Tracked) -> str:
    place = made.places[-1].get(name)
    if found.state not in STILL_THERE:
        return "lost" if place else "gone"
    if place is None:
        return "false"
    return "right" if (found.cell_index, found.line) == place else "wrong"


def assert_good(counts: Counter[str]) -> None:
    survived = counts["right"] + counts["wrong"] + counts["lost"]
    assert survived > 1_500
    assert counts["right"] >= 0.985 * survived, counts
    assert counts["wrong"] + counts["false"] <= 0.005 * survived, counts


def test_first_against_last() -> None:
    counts: Counter[str] = Counter()
    for seed in range(CHAINS):
        made = history(seed)
        first, last = made.versions[0], made.versions[-1]
        diff = diff_notebooks(first, last)
        counts.update(judged(made, name, track(a, first, last, diff)) for name, a in lines(made))
    assert_good(counts)


def test_version_by_version() -> None:
    counts: Counter[str] = Counter()
    for seed in range(CHAINS):
        made = history(seed)
        diffs = [diff_notebooks(old, new) for old, new in pairwise(made.versions)]
        for name, first in lines(made):
            now = first
            for diff in diffs:
                assert diff.old and diff.new
                found = track(now, diff.old, diff.new, diff)
                if found.state not in STILL_THERE:
                    break
                now = anchor(diff.new, found.cell_index, "source", found.line)
            counts[judged(made, name, found)] += 1
    assert_good(counts)


def left_of(made: History, cell: int) -> set[int]:
    """The cells of the last version where lines of a cell of the first one are."""
    names = [name for name, place in made.places[0].items() if place[0] == cell]
    return {made.places[-1][name][0] for name in names if name in made.places[-1]}


def test_outputs_stay_with_their_cells() -> None:
    """The first line of every output says what cell it is of; reruns change the rest of it.

    Cells of which no line is left are not asked for.
    """
    right = survived = 0
    for seed in range(CHAINS):
        made = history(seed)
        first, last = made.versions[0], made.versions[-1]
        diff = diff_notebooks(first, last)
        named = {
            output.text.split("\n")[0]: cell.index for cell in last.cells for output in cell.outputs
        }
        for cell in first.cells:
            for output in cell.outputs:
                where = named.get(output.text.split("\n")[0])
                if where is not None and where in left_of(made, cell.index):
                    made_on = anchor(first, cell.index, "output", output_index=output.index, line=1)
                    found = track(made_on, first, last, diff)
                    survived += 1
                    right += (found.cell_index, found.output_index, found.line) == (where, 0, 1)
    assert survived > 200
    assert right >= 0.985 * survived
