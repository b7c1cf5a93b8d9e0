from hypothesis import given
from hypothesis import strategies as st

from mergelab.kit.tables import CELL, COLUMNS, ROWS, Table, parse_table, sniffed


def test_a_table_with_quotes_and_a_byte_order_mark() -> None:
    assert parse_table('\ufeffname,note\r\nana,"a, ""b""\nc"\r\n') == Table(
        ("name", "note"), (("ana", 'a, "b"\nc'),), ",", more_rows=False, more_columns=False
    )


def test_short_rows_are_filled_and_empty_lines_left_out() -> None:
    table = parse_table("a;b\n\n1\n1;2\n")
    assert table is not None
    assert (table.header, table.rows, table.delimiter) == (("a", "b"), (("1", ""), ("1", "2")), ";")


def test_the_delimiter_is_the_one_that_is_even() -> None:
    assert sniffed("a\tb\n1,2\t3,4,5\n") == "\t"
    assert sniffed("a|b|c\n1|2|3") == "|"
    assert sniffed('"x,y";z\n"1,2,3";4\n') == ";"
    assert sniffed("one\ntwo\n") is None


def test_a_given_delimiter_is_taken() -> None:
    table = parse_table("a,b\tc\n", delimiter="\t")
    assert table is not None
    assert table.header == ("a,b", "c")


def test_what_is_no_table_is_none() -> None:
    assert parse_table("") is None
    assert parse_table("just text") is None
    assert parse_table("a,b\0c") is None
    assert parse_table('a,"' + "x" * 200_000) is None


def test_size_is_bounded() -> None:
    line = ("x" * (CELL + 1)) + "," * (COLUMNS + 4) + "\n"
    table = parse_table(line * (ROWS + 4))
    assert table is not None
    assert (len(table.rows), len(table.header)) == (ROWS, COLUMNS)
    assert (table.more_rows, table.more_columns) == (True, True)
    assert {len(row[0]) for row in table.rows} == {CELL}


def test_a_text_that_is_cut_loses_its_last_row() -> None:
    table = parse_table("a,b\n" + f"{'x' * 40_000},{'y' * 40_000}\n" * 60)
    assert table is not None
    assert (len(table.rows), table.more_rows) == (49, True)
    assert {len(cell) for row in table.rows for cell in row} == {CELL}


def test_exactly_as_many_rows_as_fit_are_all() -> None:
    table = parse_table("a,b\n" * (ROWS + 1))
    assert table is not None
    assert (len(table.rows), table.more_rows) == (ROWS, False)


@given(st.text(alphabet='a,;\t|"\r\n\\'))
def test_any_text_is_a_rectangle_or_none(text: str) -> None:
    table = parse_table(text)
    assert table is None or {len(row) for row in table.rows} <= {len(table.header)}
