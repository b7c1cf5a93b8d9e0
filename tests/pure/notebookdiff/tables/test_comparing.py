from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pure.notebookdiff.made import code, display, notebook
from pure.notebookdiff.tables.frames import MULTI_INDEX, POLARS, SUMMARY, frame

from mergelab.pure.notebookdiff import OutputPair, TableDiff, diff_notebooks
from mergelab.pure.notebookdiff.tables import compare_outputs
from mergelab.pure.notebookdiff.tables.numbers import change_of, number

Rows = Sequence[Sequence[object]]


def diff(old: str, new: str) -> TableDiff:
    (found,) = compare_outputs(old, new).diffs
    return found


def pair(old: str, new: str) -> OutputPair:
    books = (notebook(code("x", display(text__html=html, text__plain="t"))) for html in (old, new))
    (row,) = diff_notebooks(*books).rows
    (found,) = row.outputs
    return found


def rows_of(found: TableDiff) -> list[tuple[str, int | None, int | None, bool]]:
    return [(row.tag, row.old, row.new, row.moved) for row in found.rows]


def test_changed_cells_tell_by_how_much() -> None:
    found = diff(
        frame(["mae", "site"], [("0.20", "north"), ("1,000", "south")]),
        frame(["mae", "site"], [("0.25", "north"), ("1,001", "south")]),
    )
    assert rows_of(found) == [("changed", 1, 1, False), ("changed", 2, 2, False)]
    cell = found.rows[0].cells[1]
    assert (cell.old, cell.new, cell.verdict) == ("0.20", "0.25", "changed")
    assert (cell.delta, cell.relative) == (0.05, 0.25)
    assert (found.rows[1].cells[1].delta, found.rows[1].cells[1].relative) == (1, 0.001)
    assert [cell.verdict for cell in found.rows[0].cells] == ["equal", "changed", "equal"]
    assert found.words == "2 cells changed"
    assert not found.is_equal


def test_a_tolerance_makes_near_numbers_equal() -> None:
    found = diff(frame(["a"], [("1.000",), ("2",)]), frame(["a"], [("1.001",), ("3",)]))
    near = found.with_tolerance(0.01)
    assert [row.tag for row in near.rows] == ["equal", "changed"]
    assert near.rows[0].cells[1].verdict == "equal"
    assert (near.changed_cells, found.changed_cells) == (1, 2)
    assert near.with_tolerance(0.5).is_equal
    assert near.with_tolerance(0).words == found.words


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        *(
            ("1", "1", ""),
            ("-1,234.50", "-1234.50", ""),
            ("+.5", "0.5", ""),
            ("12.5 %", "12.5", "%"),
        ),
        *(("3e-05", "0.00003", ""), ("\N{MINUS SIGN}2", "-2", ""), ("1e9999", "1E+9999", "")),
    ],
)
def test_numbers(text: str, value: str, unit: str) -> None:
    found = number(text)
    assert found is not None
    assert (found.value, found.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    "text",
    [*("", "NaN", "inf", "$12", "12 €", "1,23", "1.2.3", "0x1f", "1_000", "a1", "1" * 41, "²")],
)
def test_texts(text: str) -> None:
    assert number(text) is None


def test_changes_without_a_number() -> None:
    assert change_of("NaN", "1") is None
    assert change_of("5%", "5") is None
    assert change_of("0", "2") == (2, None)
    assert change_of("1", "1e9999") == (None, None)
    assert change_of("0.1", "0.3") == (0.2, 2.0)


def test_rows_by_the_name_in_their_index() -> None:
    found = diff(
        frame(["v"], [(1,), (2,), (3,)], index=["a", "b", "c"]),
        frame(["v"], [(9,), (1,), (4,)], index=["b", "a", "d"]),
    )
    assert rows_of(found) == [
        *(("changed", 2, 1, True), ("equal", 1, 2, False)),
        *(("deleted", 3, None, False), ("inserted", None, 3, False)),
    ]


def test_rows_without_a_name_by_what_is_in_them() -> None:
    old: Rows = [("x", 1, 1), ("y", 2, 2), ("z", 3, 3)]
    new: Rows = [("w", 0, 0), ("x", 1, 1), ("y", 2, 5), ("z", 3, 3)]
    found = diff(frame(["a", "b", "c"], old), frame(["a", "b", "c"], new))
    assert [(tag, i, j) for tag, i, j, _ in rows_of(found)] == [
        *(("inserted", None, 1), ("equal", 1, 2), ("changed", 2, 3), ("equal", 3, 4)),
    ]
    assert found.rows[1].cells[1].verdict == "equal"
    assert found.words == "1 cell changed, 1 row added"


def test_numbers_only_pair_up_in_order() -> None:
    found = diff(frame(["a"], [(1,), (2,)]), frame(["a"], [(3,), (4,), (5,)]))
    assert [row.tag for row in found.rows] == ["changed", "changed", "inserted"]


def test_columns_that_came_went_and_moved() -> None:
    found = diff(
        frame(["a", "b", "c", "d"], [(1, 2, 3, 4)], index=["r"]),
        frame(["d", "a", "x", "c"], [(4, 1, 9, 3)], index=["r"]),
    )
    assert [(column.name, column.tag) for column in found.columns] == [
        *(("", "equal"), ("d", "moved"), ("a", "equal"), ("b", "deleted"), ("x", "inserted")),
        ("c", "equal"),
    ]
    (row,) = found.rows
    assert [(cell.old, cell.new) for cell in row.cells] == [
        *(("r", "r"), ("4", "4"), ("1", "1"), ("2", None), (None, "9"), ("3", "3")),
    ]
    assert row.tag == "equal"
    assert found.words == "1 column added, 1 column removed, 1 column moved"


def test_a_multi_index() -> None:
    found = diff(MULTI_INDEX, MULTI_INDEX.replace("<td>4</td>", "<td>4.5</td>"))
    assert [row.tag for row in found.rows] == ["equal", "changed", "equal"]
    assert [column.name for column in found.columns] == [
        *("site", "year", "power / mean", "power / max"),
    ]
    assert [column.is_index for column in found.columns] == [True, True, False, False]


def test_a_column_below_a_shared_heading_is_known_by_its_whole_name() -> None:
    old, new = (
        f"<table><tr><th colspan={len(names)}>power</th></tr>"
        f"<tr>{''.join(f'<th>{name}</th>' for name in names)}</tr><tr><td>1</td></tr></table>"
        for names in (["mean", "max"], ["max"])
    )
    assert [(c.name, c.tag) for c in diff(old, new).columns] == [
        *(("power / mean", "deleted"), ("power / max", "equal")),
    ]


def test_a_type_in_the_header_is_no_other_column() -> None:
    found = diff(POLARS, POLARS.replace("f64", "f32"))
    assert [column.tag for column in found.columns] == ["equal", "equal"]
    assert (found.columns[1].old_name, found.columns[1].new_name) == (
        *(("power", "f64"), ("power", "f32")),
    )
    assert not found.is_equal
    assert found.words == "header changed"


def test_several_tables_pair_up_in_order() -> None:
    found = compare_outputs(SUMMARY, SUMMARY.replace("0.416", "0.420").replace("2.313", "2.4"))
    assert [table.words for table in found.diffs] == ["1 cell changed"] * 2
    assert compare_outputs(SUMMARY, POLARS).reason == "2 tables before, 1 after"


def test_a_truncated_frame_tells_its_new_shape() -> None:
    rows: Rows = [(1, 2), ("...", "..."), (3, 4)]
    old, new = (
        frame(["a", "b"], rows, index=["0", "...", last], note=f"{count} rows × 2 columns")
        for last, count in (("499", 500), ("599", 600))
    )
    found = pair(old, new)
    assert found.verdict == "changed"
    assert found.table is not None
    assert (found.table.old_note, found.table.new_note) == (
        *("500 rows × 2 columns", "600 rows × 2 columns"),
    )
    assert found.title == "table 600 × 2"
    assert rows_of(found.table)[:2] == [("equal", 1, 1, False), ("equal", 2, 2, False)]


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        (' class="dataframe"', ' class="table"', "noise"),
        ("<style scoped>\n", "<style>\n", "noise"),
        ("<table ", '<table id="df-9" ', "noise"),
        ("    <tr>", "<tr>", "noise"),
        ("<td>1</td>", "<td>2</td>", "changed"),
        ("<th>a</th>", "<th>b</th>", "changed"),
        ("text-align: right;", "text-align: left;", "changed"),
    ],
)
def test_only_what_shows_is_a_change(old: str, new: str, verdict: str) -> None:
    html = frame(["a"], [(1,), (2,)])
    assert old in html
    assert pair(html, html.replace(old, new, 1)).verdict == verdict
    assert pair(html.replace(old, new, 1), html).verdict == verdict


def test_the_colours_of_a_styled_frame_count_but_its_ids_do_not() -> None:
    html = (
        '<style type="text/css">\n#T_1a2b3_row0_col0 {{\n  color: {colour};\n}}\n</style>\n'
        '<table id="T_1a2b3_"><tr><td id="T_1a2b3_row0_col0" class="data">1</td></tr></table>'
    )
    red = html.format(colour="red")
    assert pair(red, red.replace("1a2b3", "4c5d6")).verdict == "noise"
    assert pair(red, html.format(colour="blue")).verdict == "changed"


def test_without_a_table_on_both_sides_there_is_no_table_diff() -> None:
    assert pair("<p>a</p>", "<p>b</p>").table is None
    assert pair("<p>a</p>", frame(["a"], [(1,)])).table is None
    assert pair("<table>", frame(["a"], [(1,)])).tables.reason == "there is no table before"


TABLE = st.lists(st.tuples(*[st.sampled_from(["1", "2", "a", ""])] * 3), min_size=1, max_size=8)
COLUMNS = st.permutations(["x", "y", "z"])


@given(TABLE, TABLE, COLUMNS, COLUMNS)
def test_every_row_and_column_is_there_once(
    old: Rows, new: Rows, names: Sequence[str], others: Sequence[str]
) -> None:
    found = diff(frame(names, old), frame(others, new))
    assert sorted(row.old for row in found.rows if row.old) == [*range(1, len(old) + 1)]
    assert sorted(row.new for row in found.rows if row.new) == [*range(1, len(new) + 1)]
    assert [row.new for row in found.rows if row.new] == [*range(1, len(new) + 1)]
    assert sorted(c.old for c in found.columns if c.old is not None) == [0, 1, 2, 3]
    assert [c.new for c in found.columns if c.new is not None] == [0, 1, 2, 3]
    for row in found.rows:
        assert len(row.cells) == len(found.columns)
        if row.old and row.new:
            changed = sum(cell.verdict == "changed" for cell in row.cells)
            assert changed == row.changed_cells
            assert (row.tag == "changed") == bool(changed)


@given(TABLE, COLUMNS)
def test_equal_tables_have_no_change(rows: Rows, names: Sequence[str]) -> None:
    found = diff(frame(names, rows), frame(names, rows))
    assert found.is_equal
    assert found.words == "no cell changed"
    assert [row.tag for row in found.rows] == ["equal"] * len(rows)
