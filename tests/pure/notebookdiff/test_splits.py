"""Split and merged cells: found, shown with their own lines, told in words, kept in layouts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pure.notebookdiff.made import code, display, markdown, notebook, stream

from mergelab.pure.notebookdiff import (
    Notebook,
    Row,
    Tracked,
    anchor,
    diff_json,
    diff_notebooks,
    diff_text,
    related_words,
    summary,
    track,
)
from mergelab.pure.notebookdiff.layout import laid_out, layout_of

LOAD = "import pandas as pd\nframe = pd.read_csv('train.csv')\nframe = frame.dropna().sort_index()"
FIT = "model = Linear()\nmodel.fit(frame.x, frame.y)"
PLOT = "plt.plot(model.history)\nplt.title('loss over time')"
WHOLE = f"{LOAD}\n{FIT}\n{PLOT}"
END = "print('the end')"
PNG = {"image__png": "QUJD", "text__plain": "<Figure>"}

Shown = tuple[int | None, int | None, set[str], tuple[int, ...]]


def shown(old: Notebook, new: Notebook) -> list[Shown]:
    rows = diff_notebooks(old, new).rows
    assert mirrored(rows) == [
        (row.old and row.old.index, row.new and row.new.index, row.kinds & {"split", "merged"})
        for row in sorted(diff_notebooks(new, old).rows, key=place)
    ]
    return [(_index(row, "old"), _index(row, "new"), {*row.kinds}, row.related) for row in rows]


def place(row: Row) -> tuple[int, int]:
    return row.new.index if row.new else -1, row.old.index if row.old else -1


def mirrored(rows: tuple[Row, ...]) -> list[Any]:
    """The same rows as they have to be when the sides are exchanged."""
    other = {"split": "merged", "merged": "split"}
    turned = sorted(rows, key=lambda row: place(row)[::-1])
    return [
        (
            row.new and row.new.index,
            row.old and row.old.index,
            {other[kind] for kind in row.kinds if kind in other},
        )
        for row in turned
    ]


def _index(row: Row, side: str) -> int | None:
    cell = getattr(row, side)
    return None if cell is None else cell.index


def book(*cells: object) -> Notebook:
    return notebook(*[code(cell) if isinstance(cell, str) else cell for cell in cells])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            book("first_cell()", f"{LOAD}\n\n{FIT}", END),
            book("first_cell()", LOAD, FIT, END),
            [
                *[(0, 0, set(), ()), (1, 1, {"split"}, (1, 2))],
                *[(None, 2, {"split"}, (1,)), (2, 3, set(), ())],
            ],
            id="in two",
        ),
        pytest.param(
            book(WHOLE, END),
            book(LOAD, FIT, PLOT, END),
            [
                *[(0, 0, {"split"}, (0, 1, 2)), (None, 1, {"split"}, (0,))],
                *[(None, 2, {"split"}, (0,)), (1, 3, set(), ())],
            ],
            id="in three",
        ),
        pytest.param(
            book(LOAD, FIT, END),
            book(f"{LOAD}\n{FIT}", END),
            [(0, 0, {"merged"}, (0, 1)), (1, None, {"merged"}, (0,)), (2, 1, set(), ())],
            id="merged",
        ),
        pytest.param(
            book(f"{LOAD}\n{FIT}", END),
            book(LOAD, FIT.replace("Linear()", "Linear(3)"), END),
            [(0, 0, {"split"}, (0, 1)), (None, 1, {"split", "source"}, (0,)), (1, 2, set(), ())],
            id="split and edited",
        ),
        pytest.param(
            book(code(f"{LOAD}\n{FIT}", display(**PNG)), END),
            book(LOAD, code(FIT, display(**PNG)), END),
            [(None, 0, {"split"}, (0,)), (0, 1, {"split"}, (0, 1)), (1, 2, set(), ())],
            id="the outputs stay together",
        ),
        pytest.param(
            book("one_cell_that_stays()", f"{LOAD}\n{FIT}", "two_cells_that_stay()", PLOT),
            book("one_cell_that_stays()", "two_cells_that_stay()", PLOT, LOAD, FIT),
            [
                *[(0, 0, set(), ()), (2, 1, set(), ()), (3, 2, set(), ())],
                *[(1, 3, {"split", "moved"}, (3, 4)), (None, 4, {"split"}, (1,))],
            ],
            id="split and moved",
        ),
        pytest.param(
            book(LOAD, END),
            book(LOAD, FIT, END),
            [(0, 0, set(), ()), (None, 1, {"inserted"}, ()), (1, 2, set(), ())],
            id="a new cell is no part",
        ),
        pytest.param(
            book(LOAD, END),
            book(LOAD, f"{LOAD}  # again", END),
            [(0, 0, set(), ()), (None, 1, {"inserted"}, ()), (1, 2, set(), ())],
            id="a copy is no part",
        ),
        pytest.param(
            book(f"{LOAD}\n{FIT}", END),
            book(LOAD, markdown(FIT), END),
            [(0, 0, {"source"}, ()), (None, 1, {"inserted"}, ()), (1, 2, set(), ())],
            id="another type is no part",
        ),
        pytest.param(
            book(f"{LOAD}\n{FIT}", END),
            book(LOAD, "something_else()\nand_more()", END),
            [(0, 0, {"source"}, ()), (None, 1, {"inserted"}, ()), (1, 2, set(), ())],
            id="other lines are no part",
        ),
    ],
)
def test_what_is_found(old: Notebook, new: Notebook, expected: list[Shown]) -> None:
    assert shown(old, new) == expected


SPLIT = book(f"{LOAD}\n{FIT}", END), book(LOAD, FIT.replace("Linear()", "Linear(3)"), END)


def test_each_row_shows_its_part_with_true_numbers() -> None:
    first, second, _ = diff_notebooks(*SPLIT).rows
    assert [(line.tag, line.old, line.new) for line in first.lines] == [
        ("equal", 1, 1),
        ("equal", 2, 2),
        ("equal", 3, 3),
    ]
    assert [(line.tag, line.old, line.new, line.partner) for line in second.lines] == [
        ("delete", 4, None, 1),
        ("insert", None, 1, 4),
        ("equal", 5, 2, None),
    ]
    assert (second.old, second.old_source) == (None, SPLIT[0].cells[0])
    merged = diff_notebooks(SPLIT[1], SPLIT[0]).rows[1]
    assert [(line.tag, line.old, line.new, line.partner) for line in merged.lines] == [
        ("delete", 1, None, 4),
        ("insert", None, 4, 1),
        ("equal", 2, 5, None),
    ]
    assert (merged.new, merged.new_source) == (None, SPLIT[0].cells[0])


def test_words() -> None:
    old, new = SPLIT
    assert [related_words(row) for row in diff_notebooks(old, new).rows] == [
        *("split into cells 1 and 2", "split from cell 1", ""),
    ]
    assert [related_words(row) for row in diff_notebooks(new, old).rows] == [
        *("merged from cells 1 and 2", "merged into cell 1", ""),
    ]
    three = diff_notebooks(book(WHOLE), book(LOAD, FIT, PLOT)).rows
    assert related_words(three[0]) == "split into cells 1, 2 and 3"


def test_texts_tell_it() -> None:
    split = diff_notebooks(*SPLIT)
    assert summary(split).text() == "1 cell changed, 1 split"
    assert summary(diff_notebooks(*SPLIT[::-1])).text() == "1 cell changed, 1 merged"
    assert diff_text(split) == (
        "1 cell changed, 1 split\n"
        "\n@@ cell 1: split into cells 1 and 2 @@ # %%\n"
        "\n@@ cell 2: changed, split from cell 1 @@ # %%\n"
        "- model = Linear()\n+ model = Linear(3)\n  model.fit(frame.x, frame.y)\n"
    )
    pure = diff_notebooks(book(f"{LOAD}\n\n{FIT}"), book(LOAD, FIT))
    assert summary(pure).text() == "1 cell split"
    assert pure.is_changed
    rows = json.loads(json.dumps(diff_json(split)))["rows"]
    assert [(row["old"], row["new"], row["kinds"], row["related"]) for row in rows] == [
        (0, 0, ["split"], [0, 1]),
        (None, 1, ["source", "split"], [0]),
    ]


def test_layouts_keep_it() -> None:
    for old, new in (SPLIT, SPLIT[::-1]):
        diff = diff_notebooks(old, new)
        again = laid_out(old, new, json.loads(json.dumps(layout_of(diff))))
        assert layout_of(again) == layout_of(diff)
        for one, other in zip(diff.rows, again.rows, strict=True):
            assert (one.related, one.old_part, one.new_part) == (
                *(other.related, other.old_part, other.new_part),
            )
            assert one.lines == other.lines


@pytest.mark.parametrize(
    ("old", "new", "place", "expected"),
    [
        (*SPLIT, (0, 2), Tracked("kept", 0, 2)),
        (*SPLIT, (0, 4), Tracked("changed", 1, 1)),
        (*SPLIT, (0, 5), Tracked("moved", 1, 2)),
        (*SPLIT[::-1], (0, 2), Tracked("kept", 0, 2)),
        (*SPLIT[::-1], (1, 1), Tracked("changed", 0, 4)),
        (*SPLIT[::-1], (1, 2), Tracked("moved", 0, 5)),
    ],
)
def test_threads_follow_their_lines(
    old: Notebook, new: Notebook, place: tuple[int, int], expected: Tracked
) -> None:
    assert track(anchor(old, place[0], "source", place[1]), old, new) == expected


def test_threads_on_cells_and_outputs_follow() -> None:
    apart = book(code(LOAD, stream("loaded")), code(FIT, display(**PNG)), END)
    joined = book(code(f"{LOAD}\n{FIT}", stream("loaded"), display(**PNG)), END)
    ends = [diff_notebooks(apart, joined).rows[n].new for n in (0, 1)]
    assert [cell and cell.index for cell in ends] == [0, None]
    assert track(anchor(apart, 1), apart, joined) == Tracked("moved", 0)
    figure = anchor(apart, 1, "output", output_index=0, region=(0, 0, 500, 500))
    assert track(figure, apart, joined) == Tracked("moved", 0, None, 1, (0, 0, 500, 500))
    gone = book(code(f"{LOAD}\n{FIT}", stream("loaded")), END)
    assert track(figure, apart, gone) == Tracked("changed", 0)


def test_lines_that_went_to_another_cell_are_found() -> None:
    old = book(WHOLE, "rest_of_it = compute_everything(model)\nrest_of_it.show()", END)
    new = book(
        f"{LOAD}\n{PLOT}", f"{FIT}\nrest_of_it = compute_everything(model)\nrest_of_it.show()", END
    )
    fit = anchor(old, 0, "source", 5)
    assert track(fit, old, new) == Tracked("moved", 1, 2)
    assert diff_notebooks(old, new).moved_lines == {(0, 4): (1, 1), (0, 5): (1, 2)}
    twice = book(f"{LOAD}\n{PLOT}", f"{FIT}\n{FIT}", END)
    assert track(fit, old, twice).state == "changed"
