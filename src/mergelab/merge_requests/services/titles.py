"""Titles, and the word that makes a draft of one."""

import re
from typing import Final, NamedTuple

from mergelab.discussions.texts import check_text
from mergelab.kit.errors import Refused

MAX_TITLE: Final = 255
_DRAFT: Final = re.compile(r"^\s*(?:\[draft\]|\(draft\)|draft\s*:|wip\s*:|\[wip\])\s*", re.I)


class Title(NamedTuple):
    text: str
    is_draft: bool


def read_title(text: str) -> Title:
    """The title without a leading `Draft:`, and whether it had one. Raises Refused."""
    clean = " ".join(check_text(text, field="title").split())
    bare = _DRAFT.sub("", clean)
    if not bare:
        raise Refused("Write a title.", field="title")
    if len(bare) > MAX_TITLE:
        raise Refused(f"A title has at most {MAX_TITLE} characters.", field="title")
    return Title(bare, bare != clean)
