"""Blobs of a project read as notebooks, the last ones remembered."""

from typing import Final

from mergelab.projects.models import Project
from mergelab.pure.notebookdiff import Notebook, NotNotebook, read_notebook
from mergelab.repository.diffview.cache import Remembered
from mergelab.repository.git.names import is_zero
from mergelab.repository.git.reads import Handle, blob_data, blob_size, open_repository
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


def all_sizes(project: Project, *shas: str) -> int:
    """Bytes of blobs together; nothing for an empty name or zeros. Raises NotFound."""
    return sum(size_of(project, sha) for sha in shas if sha and not is_zero(sha))


def blobs_of(project: Project, *shas: str) -> list[bytes | None]:
    """The bytes of blobs, None for an empty name or zeros. Raises NotNotebook, NotFound."""
    with open_repository(directory(project.pk)) as handle:
        return [_data(handle, sha) if sha and not is_zero(sha) else None for sha in shas]


def _data(handle: Handle, sha: str) -> bytes:
    size = blob_size(handle, sha)
    if size > MAX_BYTES:
        words = f"the file has {filesize(size)}; at most {filesize(MAX_BYTES)} are read"
        raise NotNotebook(words)
    return blob_data(handle, sha, cap=MAX_BYTES)


def _read(project: Project, sha: str) -> tuple[Notebook | NotNotebook, int]:
    try:
        with open_repository(directory(project.pk)) as handle:
            data = _data(handle, sha)
        return read_notebook(data), len(data)
    except NotNotebook as problem:
        return NotNotebook(problem.reason, problem.line), 0
