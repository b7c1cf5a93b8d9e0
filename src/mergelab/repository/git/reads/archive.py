"""Archives of a commit, streamed."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from mergelab.repository.git import names
from mergelab.repository.git.command import git
from mergelab.repository.git.errors import NotFound
from mergelab.repository.git.process import MIB, TRANSFER, Limits, stream
from mergelab.repository.git.reads.handle import Handle

MAX_ARCHIVE_BYTES: Final = 2048 * MIB
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
    stops git. Raises NotFound at once; OutputTooLarge and GitError while it is read.
    """
    if not names.is_sha(sha):
        raise NotFound(f"{sha[:64]!r} is not a full commit name.")
    handle.get(sha)
    folder = _UNSAFE.sub("-", prefix).strip("-.") or "archive"
    command = git("archive").value("--format", kind.value).value("--prefix", f"{folder}/")
    return stream(handle.directory, command.revisions(sha), limits=_LIMITS, cap=cap)
