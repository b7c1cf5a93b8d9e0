"""Suggestions in comments: how they are written, what they stand beside, how they look."""

import pytest

from mergelab.discussions.models import Suggestion
from mergelab.discussions.suggesting import Subject, SuggestionView, fenced
from mergelab.discussions.suggesting.blocks import Block, blocks_in
from mergelab.discussions.suggesting.keeping import suggestion


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        ("Why?", []),
        ("```suggestion\nx = 2\n```", [Block(0, 0, "x = 2\n")]),
        ("```suggestion:-1+2\nx = 2\ny\n```", [Block(1, 2, "x = 2\ny\n")]),
        ("```suggestion:-0+0\n```", [Block(0, 0, "")]),
        ("```suggestion:-0+0\n\n```", [Block(0, 0, "\n")]),
        ("```suggestion\nunclosed", [Block(0, 0, "unclosed\n")]),
        ("````suggestion\n```\n````", [Block(0, 0, "```\n")]),
        (
            "a\n```suggestion\n1\n```\nb\n```suggestion\n2\n```",
            [Block(0, 0, "1\n"), Block(0, 0, "2\n")],
        ),
        ("```suggestion:-101+0\nx\n```", []),
        ("```suggestion:-1\nx\n```", []),
        ("```suggestions\nx\n```", []),
        ("```python\nsuggestion\n```", []),
        ("    ```suggestion\n    x\n    ```", []),
    ],
)
def test_blocks(body: str, blocks: list[Block]) -> None:
    assert blocks_in(body) == blocks


@pytest.mark.parametrize("text", ["x = 1", "", "a\nb", "```\ncode\n```", "  `````"])
def test_what_a_form_offers_is_read_as_it_was(text: str) -> None:
    block = fenced(text)
    assert block is not None
    assert blocks_in(block) == [Block(0, 0, f"{text}\n")]


def test_a_long_text_is_not_offered() -> None:
    assert fenced("x" * 10_001) is None
    assert fenced(None) is None


SUBJECT = Subject(("one", "two", "three"), 2, "a.py")


@pytest.mark.parametrize(
    ("above", "below", "reach", "text"),
    [
        (0, 0, (2, 1), "two\n"),
        (1, 1, (1, 3), "one\ntwo\nthree\n"),
        (9, 9, (1, 3), "one\ntwo\nthree\n"),
        (0, 1, (2, 2), "two\nthree\n"),
    ],
)
def test_a_range_ends_with_the_file(
    above: int, below: int, reach: tuple[int, int], text: str
) -> None:
    assert SUBJECT.reach(above, below) == reach
    assert SUBJECT.text(*reach) == text


def test_a_whole_cell_has_no_range() -> None:
    whole = Subject(("one", "two"), None)
    assert (whole.reach(1, 1), whole.chosen) == ((1, 2), "one\ntwo")
    assert Subject((), None).reach() == (1, 0)


def view(row: Suggestion) -> SuggestionView:
    return SuggestionView(row, "a.py", may_apply=True)


def test_how_it_looks() -> None:
    row = suggestion(None, 0, Block(0, 1, "zwei\nthree\n"), SUBJECT)
    lines = [(line.kind, line.old, line.new) for line in view(row).rows]
    assert lines == [("removed", 2, None), ("added", None, 2), ("context", 3, 3)]
    assert view(row).offers_apply
    assert view(row).message == "Apply suggestion to a.py"


def test_lines_that_go_and_come() -> None:
    gone = suggestion(None, 0, Block(0, 0, ""), SUBJECT)
    assert [(line.kind, line.old) for line in view(gone).rows] == [("removed", 2)]
    came = suggestion(None, 0, Block(0, 0, "x\n"), Subject((), None))
    assert [(line.kind, line.new) for line in view(came).rows] == [("added", 1)]


def test_one_that_changes_nothing_is_shown_and_not_offered() -> None:
    row = suggestion(None, 0, Block(0, 0, "two\n"), SUBJECT)
    assert [(line.kind, line.old, line.new) for line in view(row).rows] == [("context", 2, 2)]
    assert not view(row).offers_apply
