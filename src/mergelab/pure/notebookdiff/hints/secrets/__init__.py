"""Likely secrets in sources and outputs. A message never holds one whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mergelab.pure.notebookdiff.hints.content import Text
from mergelab.pure.notebookdiff.hints.content import in_diff as find_in_diff
from mergelab.pure.notebookdiff.hints.content import in_notebook as find_in_notebook
from mergelab.pure.notebookdiff.hints.model import Hint
from mergelab.pure.notebookdiff.hints.secrets.assigned import assigned
from mergelab.pure.notebookdiff.hints.secrets.shapes import Secret, shaped
from mergelab.pure.notebookdiff.model import Notebook
from mergelab.pure.notebookdiff.result import NotebookDiff

_SEPARATOR: Final = "\0"
_SHOWN: Final = 4
_WHY: Final = (
    "Who can read the repository can use it, and deleting it later leaves it in the history. Revoke"
    " it where it was issued, and read it from the environment or a secret store"
)

__all__ = ["in_diff", "in_notebook"]


def in_diff(diff: NotebookDiff) -> Iterator[Hint]:
    """Secrets that the change brings."""
    for text, word in find_in_diff(diff, _find):
        yield _hint(text, word)


def in_notebook(notebook: Notebook) -> Iterator[Hint]:
    """Secrets anywhere in the notebook."""
    for text, word in find_in_notebook(notebook, _find):
        yield _hint(text, word)


def _find(text: Text) -> Iterator[str]:
    """What was found and the secret, in one text. One secret is told once, by its own shape."""
    told: set[str] = set()
    for name, value in _secrets(text.text):
        if value not in told and not any(value in other for other in told):
            told.add(value)
            yield f"{name}{_SEPARATOR}{value}"


def _secrets(text: str) -> Iterator[Secret]:
    yield from shaped(text)
    yield from assigned(text)


def _hint(text: Text, word: str) -> Hint:
    name, _, value = word.partition(_SEPARATOR)
    where = "" if text.part == "source" else "the output of "
    start = value[: min(_SHOWN, len(value) // 4)]
    size = f"{len(value)} characters"
    shown = f"“{start}…”, {size}" if start.isascii() and start.isprintable() and start else size
    message = f"In {where}cell {text.cell.index + 1} there seems to be {name} ({shown})"
    return Hint("secret", message, _WHY, cell=text.cell.index)
