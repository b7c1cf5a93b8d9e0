import pytest
from hypothesis import given
from hypothesis import strategies as st
from pure.notebookdiff.tables.frames import MULTI_INDEX, POLARS, SUMMARY, frame

from mergelab.pure.notebookdiff.tables import Table, TooLarge, read_tables
from mergelab.pure.notebookdiff.tables.grid import CELLS, COLUMNS, ROWS
from mergelab.pure.notebookdiff.tables.lexing import tokens
from mergelab.pure.notebookdiff.tables.reading import CHARACTERS, TABLES, shape


def one(html: str) -> Table:
    (table,), _ = read_tables(html)
    return table


def test_a_data_frame() -> None:
    tables, note = read_tables(frame(["a", "b"], [(1, "x &amp; y")], note="1 rows × 2 columns"))
    assert tables == [Table((("", "a", "b"),), (("0", "1", "x & y"),), 3, 1)]
    assert note == "1 rows × 2 columns"
    assert shape(note) == (1, 2)


def test_spans_are_filled() -> None:
    table = one(MULTI_INDEX)
    assert table.header[0] == ("", "", "power", "power")
    assert [table.name(column) for column in range(4)] == [
        *(("", "", "site"), ("", "", "year"), ("power", "mean", ""), ("power", "max", "")),
    ]
    assert table.rows == (
        *(("north", "2020", "1", "2"), ("north", "2021", "3", "4"), ("south", "2020", "5", "6")),
    )
    assert (table.width, table.index) == (4, 2)


def test_polars_tells_the_shape_before_the_table() -> None:
    (table,), note = read_tables(POLARS)
    assert table.header == (("site", "power"), ("str", "f64"))
    assert table.rows == (('"north"', "1.5"), ('"south"', "2.5"))
    assert (table.index, note, shape(note)) == (0, "shape: (2, 2)", (2, 2))


def test_a_summary_of_statsmodels() -> None:
    (first, second), note = read_tables(SUMMARY)
    assert (first.caption, first.header, first.index, note) == ("OLS Regression Results", (), 1, "")
    assert first.rows[0] == ("Dep. Variable:", "y", "R-squared:", "0.416")
    assert second.header == (("", "coef", "std err"),)
    assert second.rows[1] == ("x1", "-0.0402", "0.145")


@pytest.mark.parametrize(
    ("html", "rows"),
    [
        ("<TABLE><TR><TD>a<TD>b<TR><TD>c</TABLE>", (("a", "b"), ("c", ""))),
        ("<table><td>a</td><td>b</td></table>", (("a", "b"),)),
        ("<table><tr><td>a<b>b</b>c<br>d</td></tr></table>", (("abc d",),)),
        ("<table><tr><td>a<!-- <td>no --></td></tr></table>", (("a",),)),
        ("<table><tr><td><script>'<td>'</script>a</td></tr></table>", (("a",),)),
        ("<table><tr><td>1 < 2 &lt; 3</td></tr></table>", (("1 < 2 < 3",),)),
        (
            "<table><tr><td>a<table><tr><td>in</td></tr></table></td><td>b</td></tr></table>",
            (("a in", "b"),),
        ),
        (
            "<table><tr><td colspan='2'>a</td></tr><tr><td>b</td></tr></table>",
            (("a", "a"), ("b", "")),
        ),
        ("<table><tr><td>a", (("a",),)),
        ("<table><tr><td></td></tr></table><tr>stray", (("",),)),
    ],
)
def test_untidy_html(html: str, rows: tuple[tuple[str, ...], ...]) -> None:
    assert one(html).rows == rows


@pytest.mark.parametrize("html", ["", "<p>no</p>", "<table></table>", "<table><tr>", "<tr><td>"])
def test_no_table(html: str) -> None:
    assert read_tables(html)[0] == []


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        (" " * (CHARACTERS + 1), "the output has more than 8,000,000 characters"),
        ("<table><tr><td>1" * (TABLES + 1), None),
        ("<table><tr><td>1</td></tr></table>" * (TABLES + 1), "the output has more than 50 tables"),
        ("<table>" + "<tr><td>1" * (ROWS + 1), "a table has more than 20,000 rows"),
        ("<table><tr>" + "<td>1" * (COLUMNS + 1), "a table has more than 500 columns"),
        ("<table><tr><td colspan=999999>1", "a table has more than 500 columns"),
        (
            "<table>" + "<tr><td colspan=500>" * (CELLS // 500 + 1),
            "a table has more than 400,000 cells",
        ),
    ],
)
def test_limits(html: str, reason: str | None) -> None:
    if reason is None:
        assert len(read_tables(html)[0]) == 1
        return
    with pytest.raises(TooLarge) as raised:
        read_tables(html)
    assert str(raised.value) == reason


def test_a_cell_may_reach_down_for_ever() -> None:
    table = one("<table><tr><td rowspan=999999>a<td>b<tr><td>c<tr><td>d</table>")
    assert table.rows == (("a", "b"), ("a", "c"), ("a", "d"))


PARTS = ["<table>", "</table>", "<tr>", "<td>", "</td>", "<th>", "x", "&", "<!--", "-->", "<b"]


@given(st.lists(st.sampled_from(PARTS)))
def test_anything_can_be_read(parts: list[str]) -> None:
    html = "".join(parts)
    tables, _ = read_tables(html)
    for table in tables:
        assert {len(row) for row in (*table.header, *table.rows)} == {table.width}
    assert list(tokens(html)) is not None
