"""Lock files that killed git processes left behind.

Whoever holds the writer lock knows that no git process of ours is writing refs: children inherit
the lock and keep it as long as they live. So a ``*.lock`` of a ref found then is stale.
"""

import contextlib
import os
import shutil
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from mergelab.repository.git.errors import LockTimeout
from mergelab.repository.git.layout import Layout
from mergelab.repository.git.lock import writing
from mergelab.repository.git.process import TRANSFER

LOCK_AGE_SECONDS: Final = 120.0
INCOMING_AGE_SECONDS: Final = TRANSFER.seconds * 2
_TOP_LOCKS: Final = ("packed-refs.lock", "HEAD.lock", "config.lock", "shallow.lock")


def clear_ref_locks(directory: Path, refs: Iterable[str]) -> None:
    """Remove the lock files in the way of an update of ``refs``; hold the writer lock."""
    for name in (*_TOP_LOCKS, *(f"{ref}.lock" for ref in refs)):
        with contextlib.suppress(OSError):
            (directory / name).unlink()


def clean(layout: Layout, directory: Path, *, now: float | None = None) -> list[str]:
    """Remove stale lock files and abandoned incoming packs; return their names.

    Does nothing while a git process of ours writes. ``now`` is in seconds since the epoch.
    """
    moment = time.time() if now is None else now
    removed = []
    try:
        with writing(layout, directory, wait=0.0):
            for path in _locks(directory):
                if _older(path, moment - LOCK_AGE_SECONDS) and _remove(path):
                    removed.append(str(path.relative_to(directory)))
            for path in _incoming(directory):
                if _older(path, moment - INCOMING_AGE_SECONDS) and _remove(path):
                    removed.append(str(path.relative_to(directory)))
    except LockTimeout:
        return []
    return removed


def _locks(directory: Path) -> Iterable[Path]:
    yield from directory.glob("*.lock")
    for folder in (directory / "refs", directory / "objects" / "info"):
        for here, _, files in os.walk(folder):
            yield from (Path(here, name) for name in files if name.endswith(".lock"))


def _incoming(directory: Path) -> Iterable[Path]:
    objects = directory / "objects"
    yield from objects.glob("tmp_objdir-*")
    yield from (objects / "pack").glob("tmp_*")


def _older(path: Path, moment: float) -> bool:
    try:
        return path.lstat().st_mtime < moment
    except OSError:
        return False


def _remove(path: Path) -> bool:
    try:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    except OSError:
        return False
    return True
