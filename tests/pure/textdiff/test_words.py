from hypothesis import given
from hypothesis import strategies as st

from mergelab.pure.textdiff import Span, mark_words
from mergelab.pure.textdiff.words import LONGEST


def marked(old: str, new: str) -> tuple[list[str], list[str]] | None:
    spans = mark_words(old, new)
    if spans is None:
        return None
    return [old[s.start : s.end] for s in spans[0]], [new[s.start : s.end] for s in spans[1]]


def test_one_operator_is_one_mark() -> None:
    old = "    return df.wind_speed - (rho / 1.225) ** (1 / 3)\n"
    new = "    return df.wind_speed * (rho / 1.225) ** (1 / 3)\n"
    assert mark_words(old, new) == ([Span(25, 26)], [Span(25, 26)])


def test_words_are_marked_whole() -> None:
    assert marked("value = total_count\n", "value = total_counts\n") == (
        ["total_count"],
        ["total_counts"],
    )


def test_marks_parted_by_one_short_token_are_joined() -> None:
    assert marked("call(alpha, one two)", "call(alpha, six ten)") == (["one two"], ["six ten"])
    assert marked("f(one, keep, two)", "f(six, keep, ten)") == (["one", "two"], ["six", "ten"])


def test_a_mark_does_not_grow_over_what_its_own_side_kept() -> None:
    assert marked("f(a, b)", "f(x, a, b)") == ([], ["x, "])


def test_lines_with_little_in_common_have_no_marks() -> None:
    assert mark_words("import numpy as np", "class Frame(Base):") is None
    assert mark_words("", "x") is None


def test_white_space_alone_can_be_the_change() -> None:
    assert marked("  x = 1", "    x = 1") == (["  "], ["    "])
    assert marked(" ", "  ") == ([" "], ["  "])


def test_equal_lines_have_no_marks() -> None:
    assert mark_words("same", "same") == ([], [])


def test_long_lines_have_no_marks() -> None:
    assert mark_words("a " * LONGEST, "a " * LONGEST + "b") is None


@given(st.text(max_size=80), st.text(max_size=80))
def test_spans_lie_inside_their_line_and_the_rest_is_common(old: str, new: str) -> None:
    result = mark_words(old, new)
    if result is None:
        return
    for text, spans in zip((old, new), result, strict=True):
        at = 0
        for span in spans:
            assert at <= span.start < span.end <= len(text)
            at = span.end
