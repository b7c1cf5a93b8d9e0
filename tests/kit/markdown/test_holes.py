"""Fenced blocks that a page shows in a way of its own."""

import pytest

from mergelab.kit.markdown import Hole, find_holes, render, render_around

FENCE = "```hole:1\n{}\n```\n"


def is_hole(info: str) -> bool:
    return info.startswith("hole")


@pytest.mark.parametrize(
    ("text", "holes"),
    [
        ("no block", []),
        ("```hole\n```\n", [Hole(0, "hole", "")]),
        ("```hole\n\n```\n", [Hole(0, "hole", "\n")]),
        ("```hole:-1+2\na <b> & c\n\n  d\n```\n", [Hole(0, "hole:-1+2", "a <b> & c\n\n  d\n")]),
        ("````hole\n```x\n````\n", [Hole(0, "hole", "```x\n")]),
        ("- in a list\n\n  ~~~hole\n  a\n  ~~~\n", [Hole(0, "hole", "a\n")]),
        ("```python\na\n```\n\n    hole\n\n`hole`\n", []),
        ("```hole\n1\n```\ntext\n```hole\n2", [Hole(0, "hole", "1\n"), Hole(1, "hole", "2")]),
    ],
)
def test_the_blocks_of_a_text(text: str, holes: list[Hole]) -> None:
    assert find_holes(text, is_hole) == holes
    assert [piece for piece in render_around(text, is_hole) if isinstance(piece, Hole)] == holes


def test_the_html_around_them() -> None:
    text = "Before **it**\n\n" + FENCE.format("a") + "\n- after\n\n  ~~~hole:1\n  b\n  ~~~\n"
    assert render_around(text, is_hole) == [
        "<p>Before <strong>it</strong></p>\n",
        Hole(0, "hole:1", "a\n"),
        "\n<ul>\n<li>\n<p>after</p>\n",
        Hole(1, "hole:1", "b\n"),
        "\n</li>\n</ul>\n",
    ]


def test_other_blocks_stay_as_they_are() -> None:
    text = "```python\nx = 1\n```\n"
    assert render_around(text, is_hole) == [render(text)]


def test_a_text_beyond_the_limits_has_none() -> None:
    text = FENCE.format("a") * 90_000
    assert find_holes(text, is_hole) == []
