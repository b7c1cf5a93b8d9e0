"""What the server asks of the file system under its data directory."""

import os
import shutil
from pathlib import Path

# Types as the kernel names them in mountinfo. On these, locks and shared memory of several
# processes or machines do not keep SQLite's promises.
NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "afs", "ocfs2", "gfs2", "lustre"}
    | {"beegfs", "glusterfs", "virtiofs", "gpfs", "ncpfs", "coda", "davfs", "vboxsf", "prl_fs"}
)
NETWORK_FUSE = frozenset({"sshfs", "glusterfs", "s3fs", "rclone", "gcsfuse", "davfs", "ceph"})


class UnsuitableFilesystem(Exception):
    """The directory cannot hold what was asked of it; the message says what to do."""


def require_local(directory: Path, *, mountinfo: str | None = None) -> None:
    """Raise `UnsuitableFilesystem` when a directory lies on a network file system.

    `mountinfo` is the text of ``/proc/self/mountinfo`` (its format: proc(5)); read when None.
    Where that file does not exist, as outside Linux, nothing is known and nothing refused.
    """
    if mountinfo is None:
        source = Path("/proc/self/mountinfo")
        mountinfo = source.read_text(errors="surrogateescape") if source.exists() else ""
    kind = type_at(directory, mountinfo)
    if is_network(kind):
        raise UnsuitableFilesystem(
            f"{directory} is on a network file system ({kind}), where SQLite can lose data. "
            "Put MERGELAB_DATA_DIR on a local disk, or use PostgreSQL through "
            "MERGELAB_DATABASE_URL."
        )


def is_network(kind: str) -> bool:
    """Whether a file system type reaches over a network."""
    if kind.startswith("fuse."):
        return kind.removeprefix("fuse.") in NETWORK_FUSE or kind.removeprefix("fuse.") in NETWORK
    return kind in NETWORK


def type_at(directory: Path, mountinfo: str) -> str:
    """The type of the file system that holds a directory; empty when unknown.

    The last of the mounts with the longest matching path counts: later mounts hide earlier ones.
    """
    target, found = Path(os.path.realpath(directory)), (-1, "")
    for line in mountinfo.splitlines():
        before, separator, after = line.partition(" - ")
        fields = before.split(" ")
        if not separator or len(fields) < 5:
            continue
        point = Path(_unescape(fields[4]))
        depth = len(point.parts)
        if depth >= found[0] and (point == target or point in target.parents):
            found = (depth, after.split(" ", 1)[0])
    return found[1]


def _unescape(text: str) -> str:
    """mountinfo writes space, tab, newline and backslash as three octal digits."""
    for code in ("\\040", "\\011", "\\012", "\\134"):
        text = text.replace(code, chr(int(code[1:], 8)))
    return text


def free_bytes(directory: Path) -> int:
    """Bytes that this user can still write there."""
    return shutil.disk_usage(directory).free
