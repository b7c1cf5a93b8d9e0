from hypothesis import given
from hypothesis import strategies as st

from mergelab.pure.textdiff import (
    Gap,
    Row,
    Span,
    changed_lines,
    context_rows,
    diff_lines,
    gaps,
    hunks,
    split_lines,
    split_rows,
)

LINE = st.sampled_from(["a\n", "b\n", "b = 1\n", "b = 2\n", "\n", "c\r\n"])
TEXT = st.builds(
    lambda lines, end: "".join(lines) + end,
    st.lists(LINE, max_size=30),
    st.sampled_from(["", "a", "b"]),
)


def numbered(count: int, **changed: str) -> list[str]:
    return [changed.get(f"n{n}", f"line {n}\n") for n in range(1, count + 1)]


def test_a_changed_line_with_its_context() -> None:
    (hunk,) = hunks(numbered(9), numbered(9, n5="line five\n"), 1)
    assert hunk[:4] == (4, 3, 4, 3)
    assert hunk.rows == (
        Row("context", 4, 4, "line 4"),
        Row("removed", 5, None, "line 5", (Span(5, 6),), 5),
        Row("added", None, 5, "line five", (Span(5, 9),), 5),
        Row("context", 6, 6, "line 6"),
    )
    assert hunk.heading == "line 3"


def test_changes_that_are_near_share_a_hunk() -> None:
    old = numbered(20)
    assert len(hunks(old, numbered(20, n5="x\n", n12="y\n"), 3)) == 1
    assert len(hunks(old, numbered(20, n5="x\n", n13="y\n"), 3)) == 2
    assert len(hunks(old, numbered(20, n5="x\n", n6="y\n"), 0)) == 1


def test_equal_texts_have_no_hunks() -> None:
    assert hunks(["a\n"], ["a\n"]) == []
    assert hunks([], []) == []
    assert gaps([], 7, 7) == [Gap(1, 1, 7)]


def test_a_new_file() -> None:
    (hunk,) = hunks([], ["a\n", "b"])
    assert hunk[:4] == (1, 0, 1, 2)
    assert hunk.rows == (Row("added", None, 1, "a"), Row("added", None, 2, "b", note="no newline"))


def test_a_missing_newline_at_the_end_is_told() -> None:
    (hunk,) = hunks(["a\n"], ["a"])
    assert hunk.rows == (
        Row("removed", 1, None, "a", partner=1),
        Row("added", None, 1, "a", partner=1, note="no newline"),
    )


def test_changed_line_endings_are_told_once_they_differ() -> None:
    (hunk,) = hunks(["a\r\n"], ["a\n"])
    assert [row.note for row in hunk.rows] == ["CRLF", ""]
    (hunk,) = hunks(["a\r\n"], ["b\r\n"])
    assert [row.note for row in hunk.rows] == ["", ""]


def test_ignored_white_space_shows_the_new_text_as_context() -> None:
    (hunk,) = hunks(["a\n", "b\n"], ["  a\n", "c\n"], ignore_whitespace=True)
    assert hunk.rows[0] == Row("context", 1, 1, "  a")


def test_split_pairs_what_corresponds() -> None:
    (hunk,) = hunks(["total = 1\n"], ["import os\n", "total = 2\n"])
    old, first, second = hunk.rows
    assert split_rows(hunk) == [(None, first), (old, second)]


def test_split_puts_blocks_of_equal_length_side_by_side() -> None:
    (hunk,) = hunks(["a\n", "b\n"], ["c\n", "d\n"])
    assert split_rows(hunk) == [(hunk.rows[0], hunk.rows[2]), (hunk.rows[1], hunk.rows[3])]


def test_gaps_can_be_opened_in_parts() -> None:
    old = numbered(30)
    new = ["new\n", *numbered(30, n20="x\n")]
    between = gaps(hunks(old, new, 2), 30, 31)
    assert between == [Gap(1, 1, 0), Gap(3, 4, 15), Gap(23, 24, 8)]
    assert context_rows(new, Gap(17, 18, 1)) == [Row("context", 17, 18, "line 17")]
    assert len(context_rows(new, between[2])) == 8
    assert context_rows(new, Gap(100, 101, 5)) == []


def test_changed_lines_are_counted() -> None:
    assert changed_lines(diff_lines(["a", "b"], ["a", "c", "d"])) == (2, 1)


@given(TEXT, TEXT, st.integers(0, 4))
def test_hunks_and_gaps_are_the_whole_of_both_files(
    old_text: str, new_text: str, context: int
) -> None:
    old, new = split_lines(old_text), split_lines(new_text)
    shown = hunks(old, new, context)
    between = gaps(shown, len(old), len(new))
    old_seen: list[int] = []
    new_seen: list[int] = []
    for gap, hunk in zip(between, [*shown, None], strict=True):
        rows = [*context_rows(new, gap), *(hunk.rows if hunk else ())]
        old_seen += [row.old_line for row in rows if row.old_line]
        new_seen += [row.new_line for row in rows if row.new_line]
        for row in rows:
            line = new[row.new_line - 1] if row.new_line else old[(row.old_line or 0) - 1]
            assert line.removesuffix("\n").removesuffix("\r") in {
                row.text,
                row.text.removesuffix("\r"),
            }
            assert all(0 <= span.start < span.end <= len(row.text) for span in row.spans)
    assert old_seen == list(range(1, len(old) + 1))
    assert new_seen == list(range(1, len(new) + 1))


@given(TEXT, TEXT)
def test_split_rows_hold_every_row_once_in_order(old_text: str, new_text: str) -> None:
    for hunk in hunks(split_lines(old_text), split_lines(new_text)):
        pairs = split_rows(hunk)
        assert [left for left, _ in pairs if left] == [r for r in hunk.rows if r.old_line]
        assert [right for _, right in pairs if right] == [r for r in hunk.rows if r.new_line]
