"""Merges made by two scripts of edits, over real notebooks where the checkout has them."""

import copy
import json
import os
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pure.notebookdiff.merging.corpus import dumped, git_merge, made_book, made_merge

from mergelab.pure.notebookdiff import read_notebook
from mergelab.pure.notebookdiff.merging import Resolution, marked, merge_notebooks, resolve

ROOT = Path(__file__).parents[4]
FIXTURES = (
    Path(os.environ.get("MERGELAB_FIXTURES", ROOT.parent / "shared" / "fixtures")) / "notebooks"
)


def real_books() -> list[dict[str, Any]]:
    books: list[dict[str, Any]] = []
    for path in sorted(FIXTURES.glob("*/before.ipynb")):
        try:
            book = json.loads(path.read_bytes())
        except ValueError:
            continue
        if book["nbformat"] == 4 and len(book["cells"]) >= 3 and path.stat().st_size < 200_000:
            books.append(book)
    return books


BOOKS = [*real_books(), *(made_book(seed) for seed in range(4))]
SEEDS = st.tuples(st.integers(0, len(BOOKS) - 1), st.integers(0, 10**6))


def files(seeds: tuple[int, int]) -> tuple[bytes, bytes, bytes]:
    return made_merge(BOOKS[seeds[0]], seeds[1])


def is_valid(data: bytes) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            nbformat.validate(json.loads(data))
        except nbformat.ValidationError:
            return False
    return True


def written_by(data: bytes) -> Counter[str]:
    """The lines that the scripts wrote: each is the only one of its text."""
    return Counter(
        line
        for cell in read_notebook(data).cells
        for line in cell.lines
        if any(sign in line for sign in ("ours_", "theirs_", "# ours", "# theirs"))
    )


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_an_unchanged_side_gives_the_other(seeds: tuple[int, int]) -> None:
    base, ours, theirs = files(seeds)
    for data in (
        merge_notebooks(base, ours, base).data,
        merge_notebooks(base, base, ours).data,
        merge_notebooks(theirs, ours, ours).data,
        merge_notebooks(None, ours, ours).data,
    ):
        assert data == ours


@settings(max_examples=50, deadline=None)
@given(SEEDS)
def test_a_merge_reads_and_loses_nothing(seeds: tuple[int, int]) -> None:
    base, ours, theirs = files(seeds)
    merge = merge_notebooks(base, ours, theirs)
    mirrored = merge_notebooks(base, theirs, ours)
    kinds = sorted(conflict.kind for conflict in merge.conflicts)
    assert kinds == sorted(conflict.kind for conflict in mirrored.conflicts)
    keys = [conflict.key for conflict in merge.conflicts]
    assert len(set(keys)) == len(keys)
    assert keys == [conflict.key for conflict in merge_notebooks(base, ours, theirs).conflicts]
    data = merge.data or marked(merge)
    assert is_valid(data) >= (is_valid(ours) and is_valid(theirs))
    found, wanted = written_by(data), written_by(ours) | written_by(theirs)
    assert not wanted - found
    if merge.data is not None:
        assert not found - wanted
        texts = [row.source for row in merge.cells if row.source is not None]
        assert [cell.source for cell in read_notebook(data).cells] == texts


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.sampled_from(["ours", "theirs"]))
def test_taking_one_side_everywhere(seeds: tuple[int, int], pick: Any) -> None:
    base, ours, theirs = files(seeds)
    merge = merge_notebooks(base, ours, theirs)
    data = resolve(merge, {conflict.key: Resolution(pick) for conflict in merge.conflicts})
    assert is_valid(data) >= (is_valid(ours) and is_valid(theirs))
    texts = Counter(cell.source for cell in read_notebook(data).cells)
    for conflict in merge.conflicts:
        chosen = Counter(cell.source for cell in getattr(conflict, pick))
        assert not chosen - texts


@pytest.mark.parametrize("number", range(len(BOOKS)))
def test_where_git_merges_so_do_we(number: int, tmp_path: Path) -> None:
    """No new conflict, the same sources; and what git cannot do is mostly done."""
    counts: Counter[str] = Counter()
    for seed in range(4):
        base, ours, theirs = made_merge(BOOKS[number], seed)
        merge = merge_notebooks(base, ours, theirs)
        text = git_merge(tmp_path, base, ours, theirs)
        if text is None:
            counts["dissolved" if merge.data else "conflict"] += 1
            continue
        assert merge.data is not None
        assert [cell.source for cell in read_notebook(merge.data).cells] == [
            cell.source for cell in read_notebook(text).cells
        ]
    assert counts["dissolved"] >= counts["conflict"]


def test_the_made_books_are_as_jupyter_writes_them() -> None:
    for seed in range(4):
        book = made_book(seed)
        nbformat.validate(copy.deepcopy(book))
        assert json.loads(dumped(book)) == book
