"""The blocks of a comment that suggest a change, in the syntax that GitLab has.

    ```suggestion:-2+1
    the lines that are to stand there
    ```

The numbers are the lines above and below the one commented on that are replaced as well; without
them it is that line alone. https://docs.gitlab.com/user/project/merge_requests/reviews/suggestions/
"""

import re
from typing import Final, NamedTuple

from mergelab.kit.markdown import find_holes

MOST_LINES: Final = 100
"""Lines above, and below, that one block can replace."""

MOST_BLOCKS: Final = 50
"""Suggestions of one comment; further blocks are shown as code."""

LONGEST_OFFERED: Final = 10_000
"""Characters of lines that a form offers to edit as a suggestion."""

_INFO: Final = re.compile(r"suggestion(?::-(\d{1,3})\+(\d{1,3}))?")
_FENCE: Final = re.compile(r"^ {0,3}(`{3,})", re.MULTILINE)


class Block(NamedTuple):
    """A suggestion as it was written; `text` is empty or ends with a line end."""

    above: int
    below: int
    text: str


def is_suggestion(info: str) -> bool:
    """Whether a fenced block with this info string is a suggestion."""
    return _numbers(info) is not None


def block_of(info: str, text: str) -> Block:
    """The suggestion in a fenced block. Raises ValueError for a block that is none."""
    numbers = _numbers(info)
    if numbers is None:
        raise ValueError(f"not a suggestion: {info}")
    return Block(*numbers, text if not text or text.endswith("\n") else text + "\n")


def blocks_in(body: str) -> list[Block]:
    """The suggestions in a comment, in their order."""
    if "suggestion" not in body:
        return []
    found = find_holes(body, is_suggestion)[:MOST_BLOCKS]
    return [block_of(hole.info, hole.text) for hole in found]


def fenced(text: str | None) -> str | None:
    """A block that suggests this text, for somebody to edit; none of a very long text."""
    if text is None or len(text) > LONGEST_OFFERED:
        return None
    longest = max((len(fence) for fence in _FENCE.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}suggestion:-0+0\n{text}\n{fence}\n"


def _numbers(info: str) -> tuple[int, int] | None:
    match = _INFO.fullmatch(info.strip())
    if match is None:
        return None
    above, below = int(match[1] or 0), int(match[2] or 0)
    return (above, below) if max(above, below) <= MOST_LINES else None
