"""One writer at a time for each repository.

The lock is a ``flock`` on a file outside the repository. It belongs to the open file, not to the
process: a git child that inherits the descriptor keeps it, so a killed server does not release it
while git still writes.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mergelab.repository.git.errors import LockTimeout
from mergelab.repository.git.layout import Layout

WAIT_SECONDS: Final = 30.0
_FIRST_PAUSE: Final = 0.002
_LONGEST_PAUSE: Final = 0.05


@contextlib.contextmanager
def opened(layout: Layout, directory: Path) -> Iterator[int]:
    """The lock file's descriptor, not locked yet: for a child that takes the lock itself."""
    descriptor = os.open(layout.lock_file(directory), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def writing(layout: Layout, directory: Path, *, wait: float = WAIT_SECONDS) -> Iterator[int]:
    """Hold the writer lock, queueing up to ``wait`` seconds.

    Yields the descriptor for git children to inherit. Raises LockTimeout.
    """
    with opened(layout, directory) as descriptor:
        acquire(descriptor, wait=wait)
        try:
            yield descriptor
        finally:
            release(descriptor)


def acquire(descriptor: int, *, wait: float) -> None:
    """Take the lock on an open descriptor. Raises LockTimeout after ``wait`` seconds."""
    deadline = time.monotonic() + wait
    pause = _FIRST_PAUSE
    while not attempt(descriptor):
        if time.monotonic() >= deadline:
            raise LockTimeout("The repository is busy with another change; try again.")
        time.sleep(pause)
        pause = min(pause * 1.5, _LONGEST_PAUSE)


def attempt(descriptor: int) -> bool:
    """Take the lock if it is free now."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def release(descriptor: int) -> None:
    """Give the lock back at once.

    Closing alone is not enough: a process that another thread is just starting holds a copy of
    every descriptor until it runs its program.
    """
    fcntl.flock(descriptor, fcntl.LOCK_UN)
