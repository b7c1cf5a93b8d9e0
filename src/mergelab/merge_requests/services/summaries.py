"""What changed in each notebook of a version, in words."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from mergelab.merge_requests.files import path_can_hold_threads
from mergelab.pure.notebookdiff import (
    Notebook,
    NotNotebook,
    diff_notebooks,
    read_notebook,
    summary,
)
from mergelab.repository.git.diffs import Change
from mergelab.repository.git.errors import NotFound, OutputTooLarge
from mergelab.repository.git.names import is_zero
from mergelab.repository.git.reads import Handle, blob_data, open_repository

MAX_NOTEBOOK_BYTES: Final = 64 * 1024 * 1024


def summaries_of(repository: Path, changes: Iterable[Change]) -> dict[str, str]:
    """Path of each changed notebook to words such as "3 cells changed, 1 moved"."""
    found: dict[str, str] = {}
    with open_repository(repository) as handle:
        for change in changes:
            if change.path.lower().endswith(".ipynb") and path_can_hold_threads(change.path):
                words = _words(handle, change)
                if words:
                    found[change.path] = words
    return found


def _words(handle: Handle, change: Change) -> str:
    try:
        old, new = _notebook(handle, change.old_sha), _notebook(handle, change.new_sha)
    except NotNotebook:
        return "not a readable notebook"
    except (NotFound, OutputTooLarge):
        return ""
    if old is None and new is None:
        return ""
    return summary(diff_notebooks(old, new)).text()


def _notebook(handle: Handle, blob: str) -> Notebook | None:
    if is_zero(blob):
        return None
    return read_notebook(blob_data(handle, blob, cap=MAX_NOTEBOOK_BYTES))
