"""Paths that exist on one person's computer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mergelab.pure.notebookdiff.hints.content import Text
from mergelab.pure.notebookdiff.hints.content import in_diff as find_in_diff
from mergelab.pure.notebookdiff.hints.content import in_notebook as find_in_notebook
from mergelab.pure.notebookdiff.hints.model import Hint
from mergelab.pure.notebookdiff.model import Notebook
from mergelab.pure.notebookdiff.result import NotebookDiff
from mergelab.pure.notebookdiff.text import printable

_PATH = re.compile(
    r"(?<![\w./:])(?:/home/|/Users/|[A-Za-z]:(?:\\{1,2}|/)Users(?:\\{1,2}|/))"
    r"([\w.-]{1,64})(?=[\\/'\"])[^\s'\"<>|*?]{0,200}"
)
_SHARED = {"jovyan", "shared", "public", "ec2-user", "user", "username"}
"""Names of accounts that images and manuals have in common."""

_SHOWN: Final = 60
_WHY: Final = (
    "Nobody else has this path, so the cell fails for them. Write it relative to the notebook, or"
    " take it from a setting"
)


def in_diff(diff: NotebookDiff) -> Iterator[Hint]:
    """Personal paths that the change brings."""
    for text, word in find_in_diff(diff, _find):
        yield _hint(text, word)


def in_notebook(notebook: Notebook) -> Iterator[Hint]:
    """Personal paths in code."""
    for text, word in find_in_notebook(notebook, _find):
        yield _hint(text, word)


def _find(text: Text) -> Iterator[str]:
    """The first such path of a cell's code: one is enough to look at the cell."""
    if text.part != "source" or text.cell.kind != "code":
        return
    for match in _PATH.finditer(text.text):
        if match[1].lower() not in _SHARED:
            yield match[0]
            return


def _hint(text: Text, path: str) -> Hint:
    shown = printable(path if len(path) <= _SHOWN else f"{path[:_SHOWN]}…")
    message = f"Cell {text.cell.index + 1} uses a path of one computer: {shown}"
    return Hint("local-path", message, _WHY, "note", cell=text.cell.index)
