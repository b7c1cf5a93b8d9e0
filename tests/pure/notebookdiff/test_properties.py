"""What holds for any two notebooks."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pure.notebookdiff.made import code, display, markdown, notebook, stream

from mergelab.pure.notebookdiff import (
    Notebook,
    NotebookDiff,
    Tracked,
    anchor,
    diff_notebooks,
    track,
)
from mergelab.pure.notebookdiff.alignment import Match, align
from mergelab.pure.notebookdiff.layout import laid_out, layout_of

LINES = [
    *("import numpy as np", "import pandas as pd", "frame = pd.read_csv('train.csv')"),
    *("model.fit(frame.x, frame.y)", "plt.show()", "x = 1", "", "# Load the data"),
    *("for epoch in range(9):", "    loss = step(epoch)", "print(loss)", "x"),
]
OUTPUTS = [
    *(stream("a\nb"), stream("at 0x7f00aa11"), stream("a\nc"), display(image__png="QUJD")),
    display(text__html="<b>t</b>", text__plain="t"),
]

texts = st.lists(st.sampled_from(LINES), max_size=7).map("\n".join)
ids = st.none() | st.sampled_from(["0", "1", "2", "3", "a", "b", "c", "d"])


@st.composite
def cells(draw: st.DrawFn) -> dict[str, Any]:
    name = draw(ids)
    more = {} if name is None else {"id": name}
    if draw(st.integers(0, 3)) == 0:
        return markdown(draw(texts), **more)
    outputs = draw(st.lists(st.sampled_from(OUTPUTS), max_size=2))
    return code(draw(texts), *outputs, count=draw(st.none() | st.integers(1, 3)), **more)


raw_books = st.lists(cells(), max_size=9)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Notebook, Notebook]:
    """Two notebooks that mostly have cells in common, some of them cut in two."""
    old = draw(raw_books)
    new = [dict(cell) for cell in draw(st.permutations(old)) if draw(st.integers(0, 5))]
    if draw(st.booleans()):
        new = [dict(cell) for cell in old]
    for cell in list(new):
        way = draw(st.integers(0, 5))
        lines = cell["source"].split("\n")
        if way == 0 and len(lines) > 2:
            at = draw(st.integers(1, len(lines) - 1))
            cell["source"] = "\n".join(lines[:at])
            rest = {**cell, "source": "\n".join(lines[at:]), "id": "split"}
            new.insert(new.index(cell) + 1, rest)
        elif way == 1:
            cell["source"] += "\n" + draw(st.sampled_from(LINES))
    new[1:1] = draw(st.lists(cells(), max_size=2))
    return notebook(*old), notebook(*new)


def lined_up(matches: list[Match], *, turned: bool) -> set[tuple[int | None, int | None]]:
    return {(m.new, m.old) if turned else (m.old, m.new) for m in matches}


@settings(max_examples=150, deadline=None)
@given(pairs())
def test_the_sides_play_the_same_part(books: tuple[Notebook, Notebook]) -> None:
    old, new = books
    there, back = align(old.cells, new.cells), align(new.cells, old.cells)
    assert lined_up(there, turned=False) == lined_up(back, turned=True)
    assert {m.split for m in there if m.split} == {m.merged for m in back if m.merged}
    assert {m.merged for m in there if m.merged} == {m.split for m in back if m.split}
    assert {(m.old, m.new) for m in there if m.moved} == {(m.new, m.old) for m in back if m.moved}


@settings(max_examples=80, deadline=None)
@given(pairs())
def test_every_cell_and_every_line_is_there_once(books: tuple[Notebook, Notebook]) -> None:
    old, new = books
    diff = diff_notebooks(old, new)
    assert sorted(row.old.index for row in diff.rows if row.old) == list(range(len(old.cells)))
    assert [row.new.index for row in diff.rows if row.new] == list(range(len(new.cells)))
    for side, book in (("old", old), ("new", new)):
        assert numbered(diff, side) == [
            (cell.index, number, text)
            for cell in book.cells
            for number, text in enumerate(cell.lines, 1)
        ]


def numbered(diff: NotebookDiff, side: str) -> list[tuple[int, int, str]]:
    """The lines of a side as the rows show them. An equal line has the new text, the same."""
    return sorted(
        (getattr(row, f"{side}_source").index, getattr(line, side), line.text)
        for row in diff.rows
        for line in row.lines
        if getattr(line, side)
    )


@settings(max_examples=80, deadline=None)
@given(pairs())
def test_kinds_fit_their_rows(books: tuple[Notebook, Notebook]) -> None:
    diff = diff_notebooks(*books)
    for row in diff.rows:
        parts = row.kinds & {"split", "merged"}
        assert bool(row.related) == bool(parts) == (bool(row.old_part) or bool(row.new_part))
        assert ("moved" in row.kinds) == row.moved
        assert not row.moved or (row.old and row.new)
        if row.old and row.new:
            assert not row.kinds & {"inserted", "deleted"}
            assert parts or ("source" in row.kinds) == (row.old.source != row.new.source)
            assert ("type" in row.kinds) == (row.old.kind != row.new.kind)
        elif not parts:
            assert row.kinds == {"inserted" if row.old is None else "deleted"}
        else:
            assert len(row.related) == 1
            whole = diff.new if row.new is None else diff.old
            assert whole
            assert whole.cells[row.related[0]].kind == row.cell.kind


@settings(max_examples=50, deadline=None)
@given(raw_books)
def test_a_notebook_and_itself(raw: list[dict[str, Any]]) -> None:
    old, new = notebook(*raw), notebook(*raw)
    diff = diff_notebooks(old, new)
    assert diff.is_identical
    assert not diff.is_changed
    assert all(not row.kinds and not row.related for row in diff.rows)
    for cell in old.cells:
        for part in ("cell", "source", "metadata", "attachments"):
            found = track(anchor(old, cell.index, part), old, new, diff)  # type: ignore[arg-type]
            assert found == Tracked("kept", cell.index)
        for line in range(1, len(cell.lines) + 1):
            found = track(anchor(old, cell.index, "source", line), old, new, diff)
            assert found == Tracked("kept", cell.index, line)
        for output in cell.outputs:
            at = anchor(old, cell.index, "output", output_index=output.index)
            assert track(at, old, new, diff) == Tracked("kept", cell.index, None, output.index)


@settings(max_examples=50, deadline=None)
@given(pairs())
def test_places_that_are_found_say_the_same(books: tuple[Notebook, Notebook]) -> None:
    old, new = books
    diff = diff_notebooks(old, new)
    for cell in old.cells:
        for number, text in enumerate(cell.lines, 1):
            found = track(anchor(old, cell.index, "source", number), old, new, diff)
            if found.state in ("kept", "moved"):
                assert found.cell_index is not None
                assert found.line is not None
                lines = new.cells[found.cell_index].lines
                assert lines[found.line - 1].strip() == text.strip()
            elif found.cell_index is not None:
                assert found.cell_index < len(new.cells)


@settings(max_examples=50, deadline=None)
@given(pairs())
def test_layouts_hold_all_that_was_found(books: tuple[Notebook, Notebook]) -> None:
    diff = diff_notebooks(*books)
    again = laid_out(*books, layout_of(diff))
    assert layout_of(again) == layout_of(diff)
    assert [row.lines for row in again.rows] == [row.lines for row in diff.rows]
