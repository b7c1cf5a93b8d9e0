"""Characters that one does not see, or that show a text in another order than it runs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from mergelab.pure.notebookdiff.hints.content import Text
from mergelab.pure.notebookdiff.hints.content import in_diff as find_in_diff
from mergelab.pure.notebookdiff.hints.content import in_notebook as find_in_notebook
from mergelab.pure.notebookdiff.hints.model import Hint
from mergelab.pure.notebookdiff.model import Notebook
from mergelab.pure.notebookdiff.result import NotebookDiff

_ORDER: Final = "\u202a-\u202e\u2066-\u2069"
_UNSEEN: Final = "\u200b\u2060-\u2064\ufeff\U000e0000-\U000e007f"
_MARK: Final = "\u061c\u200e\u200f"
_IN_CODE = re.compile(f"[{_ORDER}{_UNSEEN}{_MARK}]")
_IN_PROSE = re.compile(f"[{_ORDER}{_UNSEEN}]")
"""Right-to-left prose has its marks for good reasons; code has none."""

_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007f]+")
"""Flags of regions are an emoji with a tail of such characters."""

_REORDERING = re.compile(f"[{_ORDER}]")
_NAMED: Final = 3
_CODE_WHY: Final = (
    "The code may read as something else than what runs: text can hide in a comment, or two names"
    " look alike. Delete the characters, or write them as escapes"
)
_PROSE_WHY: Final = (
    "They are not seen and usually come from copying. Text searched for may not be found; a data"
    " file's first column may carry one in its name"
)


def in_diff(diff: NotebookDiff) -> Iterator[Hint]:
    """Hidden characters that the change brings."""
    for text, word in find_in_diff(diff, _find):
        yield _hint(text, word)


def in_notebook(notebook: Notebook) -> Iterator[Hint]:
    """Hidden characters in sources and outputs."""
    for text, word in find_in_notebook(notebook, _find):
        yield _hint(text, word)


def _find(text: Text) -> Iterator[str]:
    """The characters found, as one text."""
    if text.text.isascii():
        return
    pattern = _IN_CODE if _is_code(text) else _IN_PROSE
    shown = _FLAG.sub("", text.text)
    found = "".join(dict.fromkeys(pattern.findall(shown)))
    if found:
        yield found


def _is_code(text: Text) -> bool:
    return text.part == "source" and text.cell.kind == "code"


def _hint(text: Text, found: str) -> Hint:
    """Invisible characters in prose and outputs are worth a note; anything in code, a warning."""
    names = ", ".join(_name(char) for char in found[:_NAMED])
    more = " and others" if len(found) > _NAMED else ""
    where = "source" if text.part == "source" else "output"
    message = f"The {where} of cell {text.cell.index + 1} has hidden characters: {names}{more}"
    is_risky = _is_code(text) or (text.part == "source" and bool(_REORDERING.search(found)))
    return Hint(
        "hidden-characters",
        message,
        _CODE_WHY if is_risky else _PROSE_WHY,
        "warning" if is_risky else "note",
        cell=text.cell.index,
    )


def _name(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, 'unnamed').lower()}"
