"""Blobs of a project read as notebooks, the last ones remembered."""

from typing import Final

from mergelab.projects.models import Project
from mergelab.pure.notebookdiff import Notebook, NotNotebook, read_notebook
from mergelab.repository.diffview.cache import Remembered
from mergelab.repository.git.reads import blob_data, blob_size, open_repository
from mergelab.repository.storage import directory
from mergelab.web.components.text import filesize

MAX_BYTES: Final = 64 * 1024 * 1024
REMEMBERED_BYTES: Final = 96 * 1024 * 1024
WEIGHT: Final = 4
"""Bytes in memory for each byte of a file that was read, its own included."""

_remembered: Remembered[tuple[Notebook | NotNotebook, int]] = Remembered(
    REMEMBERED_BYTES, lambda read: 2_000 + WEIGHT * read[1]
)


def read_blob(project: Project, sha: str) -> Notebook:
    """The notebook in a blob of this project. Raises NotNotebook, NotFound.

    Kept by project as well as by name: that another project has the same file says nothing about
    this one.
    """
    found, _ = _remembered.get((project.pk, sha), lambda: _read(project, sha))
    if isinstance(found, NotNotebook):
        raise NotNotebook(found.reason, found.line)
    return found


def size_of(project: Project, sha: str) -> int:
    """Bytes of a blob. Raises NotFound."""
    with open_repository(directory(project.pk)) as handle:
        return blob_size(handle, sha)


def _read(project: Project, sha: str) -> tuple[Notebook | NotNotebook, int]:
    with open_repository(directory(project.pk)) as handle:
        size = blob_size(handle, sha)
        if size > MAX_BYTES:
            words = f"the file has {filesize(size)}; at most {filesize(MAX_BYTES)} are read"
            return NotNotebook(words), 0
        data = blob_data(handle, sha, cap=MAX_BYTES)
    try:
        return read_notebook(data), size
    except NotNotebook as problem:
        return NotNotebook(problem.reason, problem.line), 0
