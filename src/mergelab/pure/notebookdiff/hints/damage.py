"""What reading the file had to repair or guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from mergelab.pure.notebookdiff.hints.model import Hint, Severity
from mergelab.pure.notebookdiff.model import Notebook, Problem, ProblemKind
from mergelab.pure.notebookdiff.result import NotebookDiff
from mergelab.pure.notebookdiff.text import printable

_UNSAID: frozenset[ProblemKind] = frozenset(["line-ends", "hidden-text"])
"""Line ends are no news to a reader; hidden text has a hint that says more."""

_LINE = re.compile(r"line \d{1,9}")
_REPAIRED_WHY: Final = (
    "The file is no valid notebook: Jupyter and other tools may refuse it or read it otherwise."
    " Open it in Jupyter and save it again, or restore it from before"
)
_KEY_WHY: Final = (
    "Of a repeated key tools keep one value and drop the others, not all of them the same: what you"
    " see may not be what runs"
)
_ID_WHY: Final = (
    "Tools that find cells by their id mix these up. Saving the notebook in Jupyter gives new ids"
)
_ODD_WHY: Final = "The notebook is shown as well as it can be; other tools may refuse it"
_WHY: dict[ProblemKind, tuple[Severity, str]] = {
    "duplicate-key": ("warning", _KEY_WHY),
    "repaired": ("warning", _REPAIRED_WHY),
    "duplicate-id": ("note", _ID_WHY),
}


def in_diff(diff: NotebookDiff) -> Iterator[Hint]:
    """Damage that the file did not have before."""
    if diff.new is None:
        return
    known = {_key(problem) for problem in diff.old.problems} if diff.old else set()
    yield from _hints(problem for problem in diff.new.problems if _key(problem) not in known)


def in_notebook(notebook: Notebook) -> Iterator[Hint]:
    """All damage."""
    yield from _hints(notebook.problems)


def _key(problem: Problem) -> tuple[str, str]:
    """The problem without its place, which any change above it moves."""
    return problem.kind, _LINE.sub("", problem.message)


def _hints(problems: Iterable[Problem]) -> Iterator[Hint]:
    for problem in dict.fromkeys(problems):
        if problem.kind in _UNSAID:
            continue
        severity, why = _WHY.get(problem.kind, ("note", _ODD_WHY))
        words = printable(problem.message)
        if problem.cell is None:
            message = f"The file is damaged: {words}" if severity == "warning" else _sentence(words)
            yield Hint("damaged", message, why, severity)
        else:
            message = f"In cell {problem.cell + 1} {words}"
            yield Hint("damaged", message, why, severity, cell=problem.cell)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
