"""Upkeep of a repository: packing, the commit graph, checks.

Refs are packed under the writer lock, because that is what pushes collide with. Repacking runs
beside pushes: nothing younger than two weeks is ever pruned, so no object of a push under way is.
"""

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from mergelab.repository.git import stale
from mergelab.repository.git.command import git
from mergelab.repository.git.layout import Layout
from mergelab.repository.git.lock import attempt, release, writing
from mergelab.repository.git.process import Child, Limits, run

PRUNE_EXPIRY: Final = "2.weeks.ago"
_LIMITS: Final = Limits(seconds=7200.0, cpu=7200)
_FSCK_STATUSES: Final = range(64)


def maintain(layout: Layout, directory: Path) -> bool:
    """Clean stale files, pack refs and objects, prune, write the commit graph.

    False when another process is at it already. Raises GitError, LockTimeout.
    """
    stale.clean(layout, directory)
    with _alone(layout, directory) as free:
        if not free:
            return False
        with writing(layout, directory) as lock:
            run(directory, git("pack-refs", "--all", "--prune"), limits=_LIMITS, inherit=(lock,))
        repack = git("repack", "-A", "-d", "-q", "--write-midx", "--write-bitmap-index")
        repack = repack.value("--unpack-unreachable", PRUNE_EXPIRY)
        run(directory, repack, limits=_LIMITS)
        run(directory, git("prune").value("--expire", PRUNE_EXPIRY), limits=_LIMITS)
        write_commit_graph(directory)
    return True


def write_commit_graph(directory: Path) -> None:
    """Write the file that makes walks over commits fast."""
    command = git("commit-graph", "write", "--reachable", "--changed-paths", "--no-progress")
    run(directory, command, limits=_LIMITS)


def fsck(directory: Path) -> list[str]:
    """What ``git fsck`` finds wrong, one line each; empty when all is well."""
    command = git("fsck", "--full", "--no-dangling", "--no-progress")
    with Child(directory, command, limits=_LIMITS) as child:
        found = b"".join(child.chunks()).decode("utf-8", "replace").splitlines()
        code = child.finish(_FSCK_STATUSES)
        if code:
            found += child.complaint().splitlines() or [f"git fsck ended with status {code}"]
    return found


def size_on_disk(directory: Path) -> int:
    """The bytes of all files of the repository."""
    total = 0
    for here, _, files in os.walk(directory):
        for name in files:
            with contextlib.suppress(OSError):
                total += Path(here, name).lstat().st_size
    return total


@contextmanager
def _alone(layout: Layout, directory: Path) -> Iterator[bool]:
    """Is this the only maintenance of the repository? (Its own lock; pushes go on.)"""
    path = layout.lock_file(directory).with_suffix(".maintenance")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        taken = attempt(descriptor)
        yield taken
        if taken:
            release(descriptor)
    finally:
        os.close(descriptor)
