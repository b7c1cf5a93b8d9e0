"""The real before/after pairs, where the checkout has them beside it."""

import pytest
from pure.notebookdiff.golden import FIXTURES, NUMBERS, described, golden

from mergelab.pure.notebookdiff import (
    Notebook,
    NotNotebook,
    anchor,
    as_text,
    diff_notebooks,
    diff_text,
    line_map,
    read_notebook,
    summary,
    track,
)

pytestmark = pytest.mark.skipif(not FIXTURES.is_dir(), reason=f"no notebook pairs in {FIXTURES}")


def read(number: str, name: str) -> bytes | None:
    path = FIXTURES / number / f"{name}.ipynb"
    return path.read_bytes() if path.exists() else None


def pair(number: str) -> tuple[Notebook | None, Notebook | None]:
    datas = [read(number, name) for name in ("before", "after")]
    if number == "04":
        pytest.skip("holds conflict markers, see test_conflict_markers")
    old, new = [None if data is None else read_notebook(data) for data in datas]
    return old, new


def test_conflict_markers() -> None:
    with pytest.raises(NotNotebook, match="conflict markers, lines 14 to 382"):
        read_notebook(read("04", "before") or b"")


@pytest.mark.parametrize("number", NUMBERS)
def test_what_is_said_of_a_pair(number: str) -> None:
    """`golden.txt`, every section of which was read beside the notebooks' own JSON."""
    assert described(number) == golden()[number]


@pytest.mark.parametrize("number", NUMBERS)
def test_pair(number: str) -> None:
    old, new = pair(number)
    diff = diff_notebooks(old, new)
    assert [row.old.index for row in diff.rows if row.old and not row.moved] == sorted(
        row.old.index for row in diff.rows if row.old and not row.moved
    )
    for side, cells in ((old, [r.old for r in diff.rows]), (new, [r.new for r in diff.rows])):
        indices = [cell.index for cell in cells if cell]
        assert sorted(indices) == list(range(len(side.cells) if side else 0))
    for row in diff.rows:
        sides = (row.old_part or row.old, row.new_part or row.new)
        sources = [side.lines if side else () for side in sides]
        assert [line.text for line in row.lines if line.tag != "insert" and line.old] == list(
            sources[0]
        )
        assert [line.text for line in row.lines if line.new] == list(sources[1])
    for side, name in ((old, "old"), (new, "new")):
        shown = [
            (getattr(row, f"{name}_source").index, getattr(line, name))
            for row in diff.rows
            for line in row.lines
            if getattr(line, name)
        ]
        cells = side.cells if side else ()
        assert sorted(shown) == [(c.index, n) for c in cells for n in range(1, len(c.lines) + 1)]
    assert diff_text(diff).startswith(summary(diff).text())


@pytest.mark.parametrize("number", NUMBERS)
def test_a_notebook_and_itself(number: str) -> None:
    for book in pair(number):
        if book is not None:
            diff = diff_notebooks(book, book)
            assert diff.is_identical
            assert diff_text(diff, metadata=True) == "no visible change\n"
            assert as_text(book).count(" %%") >= len(book.cells)


@pytest.mark.parametrize("number", NUMBERS)
def test_lines_are_where_the_map_says(number: str) -> None:
    for name in ("before", "after"):
        data = read(number, name)
        if data is None or number == "04":
            continue
        lines = line_map(data)
        raw = data.decode().split("\n")
        for cell in read_notebook(data).cells:
            for line, text in enumerate(cell.lines, 1):
                place = lines.raw_line(cell.index, line)
                assert place is not None
                assert text[:1] in raw[place - 1] or text[:1] in '"\\\t#'
                located = lines.locate(place)
                assert located is not None
                assert located.line in (line, None)
                assert located.cell in (cell.index, None)
            for output in cell.outputs:
                assert lines.output_raw_line(cell.index, output.index)


@pytest.mark.parametrize("number", NUMBERS)
def test_every_comment_has_a_place(number: str) -> None:
    old, new = pair(number)
    if old is None or new is None:
        pytest.skip("one side only")
    diff = diff_notebooks(old, new)
    rows = {row.old.index: row for row in diff.rows if row.old}
    for cell in old.cells:
        for line in range(1, len(cell.lines) + 1):
            found = track(anchor(old, cell.index, "source", line), old, new, diff)
            row = rows[cell.index]
            became = {row.new.index, *row.related} if row.new else {*row.related}
            assert became or found.state in ("deleted", "moved")
            assert not became or found.state != "deleted"
            if found.state == "kept":
                assert found.cell_index in became
            if found.state in ("kept", "moved"):
                assert found.line is not None
                now = new.cells[found.cell_index or 0].lines[found.line - 1]
                assert now.strip() == cell.lines[line - 1].strip()
