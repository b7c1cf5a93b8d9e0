"""The alignment against pairs whose cells' correspondence is known: eight kinds of edit, splits,
merges and moved sections, each in five regimes of cell ids."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from random import Random

import pytest
from pure.notebookdiff.truth import (
    EDITS,
    EXTRA,
    REGIMES,
    Book,
    Edit,
    Made,
    Regime,
    Score,
    as_notebook,
    first_version,
    merge,
    score,
    split,
)
from pure.notebookdiff.truth_texts import Writer

from mergelab.pure.notebookdiff import NotebookDiff, NotNotebook, diff_notebooks, read_notebook

ROOT = Path(__file__).parents[3]
FIXTURES = (
    Path(os.environ.get("MERGELAB_FIXTURES", ROOT.parent / "shared" / "fixtures")) / "notebooks"
)
LONGEST = 3_000
HELD_OUT = 50_000
"""Where the seeds begin of pairs that nobody looked at when the alignment was written."""


@cache
def shelf() -> list[tuple[str, str]]:
    """The cells of real notebooks, where there are any, for books to be made of."""
    found: list[tuple[str, str]] = []
    for path in sorted(FIXTURES.glob("*/after.ipynb")):
        try:
            cells = read_notebook(path.read_bytes()).cells
        except NotNotebook:
            continue
        found += [
            (cell.kind, cell.source)
            for cell in cells
            if cell.kind != "raw" and cell.source.strip() and len(cell.source) < LONGEST
        ]
    return found


def edited(seed: int, edits: Sequence[Edit], most: int, *, real: bool) -> tuple[list[Made], Book]:
    rng = Random(seed)
    book = first_version(Writer(rng, shelf() if real else []), rng.randint(4, 25))
    old = list(book.cells)
    for _ in range(rng.randint(1, most)):
        rng.choice(edits)(book)
    return old, book


def compared(old: list[Made], book: Book, regime: Regime) -> NotebookDiff:
    before = as_notebook(old, regime, is_new=False)
    return diff_notebooks(before, as_notebook(book.cells, regime, is_new=True))


def scored(seeds: Iterable[int], edits: Sequence[Edit], most: int, regime: Regime) -> Score:
    total = Score()
    for seed in seeds:
        old, book = edited(seed, edits, most, real=bool(seed % 2))
        total.add(score(old, book, compared(old, book, regime)))
    return total


@pytest.mark.parametrize("regime", REGIMES)
def test_eight_kinds_of_edit_alone_and_together(regime: Regime) -> None:
    total = scored(range(300), EDITS, 4, regime)
    assert total.precision >= 0.995, total.words
    assert total.recall >= 0.995, total.words
    for edit in EDITS:
        own = scored(range(24), [edit], 2, regime)
        assert own.precision >= 0.99, (edit.__name__, own.words)
        assert own.recall >= 0.99, (edit.__name__, own.words)
        total.add(own)
    assert total.moved >= 0.95, total.words


@pytest.mark.parametrize("regime", REGIMES)
def test_many_edits_with_splits_merges_and_moved_sections(regime: Regime) -> None:
    total = scored(range(HELD_OUT, HELD_OUT + 120), EDITS + EXTRA, 9, regime)
    assert total.precision >= 0.985, total.words
    assert total.recall >= 0.985, total.words
    assert total.moved >= 0.9, total.words


Link = tuple[str, int, int]


def true_links(old: list[Made], book: Book) -> set[Link]:
    """The parts of split and merged cells, with the cell that they are parts of."""
    names = {cell.name: place for place, cell in enumerate(old)}
    came: dict[int, list[int]] = {}
    links: set[Link] = set()
    for new, cell in enumerate(book.cells):
        known = [names[name] for name in cell.origins if name in names]
        links |= {("merged", place, new) for place in known if len(known) > 1}
        for place in known:
            came.setdefault(place, []).append(new)
    return links | {("split", i, j) for i, parts in came.items() for j in parts if len(parts) > 1}


def found_links(diff: NotebookDiff) -> set[Link]:
    links: set[Link] = set()
    for row in diff.rows:
        for kind in ("split", "merged"):
            if kind in row.kinds and row.old and (row.new is None or kind == "split"):
                links |= {(kind, row.old.index, other) for other in row.related}
            elif kind in row.kinds and row.new:
                links |= {(kind, other, row.new.index) for other in row.related}
    return links


@pytest.mark.parametrize("edit", [split, merge])
def test_parts_of_split_and_merged_cells_are_found(edit: Edit) -> None:
    found = right = true = 0
    for seed in range(100):
        old, book = edited(seed, [edit], 1, real=bool(seed % 2))
        links, known = found_links(compared(old, book, "none")), true_links(old, book)
        found, right, true = found + len(links), right + len(links & known), true + len(known)
    assert right == found
    assert right >= 0.97 * true


def test_nothing_is_called_split_that_was_not() -> None:
    for seed in range(150):
        old, book = edited(seed, EDITS, 4, real=bool(seed % 2))
        assert found_links(compared(old, book, "none")) == set()
