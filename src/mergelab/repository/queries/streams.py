"""The bytes of files, small ones at once and large ones as git gives them."""

from collections.abc import Iterator
from typing import Final

from mergelab.projects.models import Project
from mergelab.repository.git.command import git
from mergelab.repository.git.process import TRANSFER, stream
from mergelab.repository.git.reads import blob_data, blob_size, open_repository
from mergelab.repository.storage import directory

AT_ONCE: Final = 2 * 1024 * 1024


def blob_chunks(project: Project, sha: str) -> tuple[int, Iterator[bytes]]:
    """The size of a blob, and its bytes in pieces. Raises NotFound."""
    where = directory(project.pk)
    with open_repository(where) as handle:
        size = blob_size(handle, sha)
        if size <= AT_ONCE:
            return size, iter([blob_data(handle, sha, cap=AT_ONCE)])
    return size, stream(where, git("cat-file", "blob").plain(sha), limits=TRANSFER)
