"""Rendered Markdown cut into blocks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mergelab.kit.markdown import render
from mergelab.notebooks.diffview.blocks import top_blocks

MARKUP = st.sampled_from(
    [
        *("# head\n\n", "words *in* a line\n\n", "- a\n  - b\n- c\n\n", "> said\n\n", "---\n\n"),
        *("| a | b |\n|---|---|\n| 1 | 2 |\n\n", "```py\nx < 1\n```\n\n", "$$a < b$$\n\n"),
        *(
            "![x > y](/a.png)\n\n",
            "<b>bold",
            "</b>",
            "<div>",
            "</div>\n\n",
            "<br>",
            "a < b & c\n\n",
        ),
        *('<span title="a > b">t</span>', "<details><summary>s</summary>t</details>\n\n"),
    ]
)


@given(st.lists(MARKUP, max_size=12))
def test_the_blocks_together_are_the_text(parts: list[str]) -> None:
    html = render("".join(parts))
    blocks = list(top_blocks(html))
    assert "".join(blocks).strip() == html.strip()
    assert all(block.strip() for block in blocks)


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("", 0),
        ("one", 1),
        ("# a\n\nb\n\n- c\n- d", 3),
        ("a\n\n---\n\nb", 3),
        ("![x > y](https://example.org/a.png)\n\nb", 2),
    ],
)
def test_each_paragraph_list_and_heading_is_one(source: str, count: int) -> None:
    assert len(list(top_blocks(render(source)))) == count
