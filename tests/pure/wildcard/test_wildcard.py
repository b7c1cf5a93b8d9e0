import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mergelab.pure.wildcard import is_pattern, matches


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("main", "main", True),
        ("main", "Main", False),
        ("main", "main2", False),
        ("*", "", True),
        ("*", "a/b", True),
        ("release/*", "release/1.0", True),
        ("release/*", "release/", True),
        ("release/*", "release", False),
        ("*-stable", "1-0-stable", True),
        ("*-stable", "stable", False),
        ("a*a", "a", False),
        ("a*a", "aa", True),
        ("a*b*c", "a-b-b-c", True),
        ("a*b*c", "acb", False),
        ("a**b", "ab", True),
        ("a?b", "axb", False),
        ("[x]", "x", False),
        ("a.b", "axb", False),
    ],
)
def test_table(pattern: str, name: str, expected: bool) -> None:
    assert matches(pattern, name) is expected


@given(st.text("ab*", max_size=8), st.text("ab", max_size=8))
def test_a_star_is_any_text_and_nothing_else_is_special(pattern: str, name: str) -> None:
    expression = ".*".join(re.escape(piece) for piece in pattern.split("*"))
    assert matches(pattern, name) is (re.fullmatch(expression, name, re.DOTALL) is not None)


def test_many_stars_take_no_time() -> None:
    assert not matches("*a" * 500 + "b", "a" * 5_000)


def test_is_pattern() -> None:
    assert is_pattern("release/*")
    assert not is_pattern("main")
