"""What a reviewer should look at in a changed notebook, and what is odd about one by itself.

Every family of hints is a module with `in_diff` and `in_notebook`. A hint about a difference is
about what the change brings: what was there before is not told again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from mergelab.pure.notebookdiff.hints import (
    conflicts,
    damage,
    failures,
    hidden,
    paths,
    running,
    secrets,
    sizes,
    versions,
)
from mergelab.pure.notebookdiff.hints.model import Hint, HintKind, Severity, bounded
from mergelab.pure.notebookdiff.model import Notebook
from mergelab.pure.notebookdiff.result import NotebookDiff

__all__ = ["Hint", "HintKind", "Severity", "hints", "lint"]

_ABOUT_A_DIFF: Final[tuple[Callable[[NotebookDiff], Iterator[Hint]], ...]] = (
    conflicts.in_diff,
    secrets.in_diff,
    failures.in_diff,
    running.in_diff,
    hidden.in_diff,
    damage.in_diff,
    versions.in_diff,
    sizes.in_diff,
    paths.in_diff,
)
_ABOUT_A_NOTEBOOK: Final[tuple[Callable[[Notebook], Iterator[Hint]], ...]] = (
    conflicts.in_notebook,
    secrets.in_notebook,
    failures.in_notebook,
    running.in_notebook,
    hidden.in_notebook,
    damage.in_notebook,
    sizes.in_notebook,
    paths.in_notebook,
)


def hints(diff: NotebookDiff) -> tuple[Hint, ...]:
    """What the change brings that a reviewer should know, warnings first; bounded a kind.

    Empty for a deleted notebook, and where no row differs.
    """
    if diff.new is None:
        return ()
    return bounded(hint for family in _ABOUT_A_DIFF for hint in family(diff))


def lint(notebook: Notebook) -> tuple[Hint, ...]:
    """What is odd about a notebook by itself, warnings first; bounded a kind."""
    return bounded(hint for family in _ABOUT_A_NOTEBOOK for hint in family(notebook))
