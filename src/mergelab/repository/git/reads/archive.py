"""Archives of a commit, streamed."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from mergelab.repository.git import names
from mergelab.repository.git.command import git
from mergelab.repository.git.errors import NotFound, OutputTooLarge
from mergelab.repository.git.process import MIB, TRANSFER, Limits, stream
from mergelab.repository.git.reads.handle import Handle
from mergelab.repository.git.reads.trees import count_files, root

MAX_ARCHIVE_BYTES: Final = 2048 * MIB
MAX_ARCHIVE_FILES: Final = 500_000
_LIMITS: Final = Limits(seconds=TRANSFER.seconds, cpu=300, memory=2048 * MIB)
_UNSAFE: Final = re.compile(r"[^\w.-]+")


class ArchiveFormat(StrEnum):
    """The formats that ``git archive`` writes by itself."""

    TAR = "tar"
    TAR_GZ = "tar.gz"
    ZIP = "zip"


def archive(
    handle: Handle, sha: str, *, kind: ArchiveFormat, prefix: str, cap: int = MAX_ARCHIVE_BYTES
) -> Iterator[bytes]:
    """The files of commit ``sha`` under a folder ``prefix``, as they are made.

    ``export-ignore`` and ``export-subst`` attributes of the commit apply. Closing the iterator
    stops git. Raises NotFound, and OutputTooLarge for too many files, at
    once; OutputTooLarge and GitError also while it is read.
    """
    if not names.is_sha(sha):
        raise NotFound(f"{sha[:64]!r} is not a full commit name.")
    if count_files(handle, root(handle, sha)) > MAX_ARCHIVE_FILES:
        raise OutputTooLarge(f"An archive holds at most {MAX_ARCHIVE_FILES:,} files.")
    folder = _UNSAFE.sub("-", prefix).strip("-.") or "archive"
    command = git("archive").value("--format", kind.value).value("--prefix", f"{folder}/")
    return stream(handle.directory, command.revisions(sha), limits=_LIMITS, cap=cap)
