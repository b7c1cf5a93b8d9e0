"""A fair lock for writers of one file: a queue between threads, ``flock`` between processes."""

import fcntl
import logging
import os
import threading
import time
from collections import deque
from pathlib import Path

log = logging.getLogger(__name__)

# A process with many writers hands the turn from thread to thread for at most this long before
# other processes get theirs: passing it on inside costs far less than through the kernel, and
# the bound keeps the others from starving.
HANDOVER_SECONDS = 0.005


class LockTimeout(Exception):
    """No turn came within the time allowed."""


class Turn:
    """The right to write. `release` gives it back, at the latest when the object is collected."""

    def __init__(self, lock: "WriterLock", generation: int) -> None:
        self._lock: WriterLock | None = lock
        self._generation = generation

    def release(self) -> None:
        """Give the turn to the next in the queue; a second call does nothing."""
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.give_back(self._generation)

    def __del__(self) -> None:
        self.release()


class _Waiter:
    """One thread in the queue; `granted` is read and written under the lock's mutex only."""

    __slots__ = ("event", "granted")

    def __init__(self) -> None:
        self.event = threading.Event()
        self.granted = False


class WriterLock:
    """The lock of one lock file. One object per file and process: see `writer_lock`.

    Threads queue first come, first served. A helper thread blocks in the kernel on behalf of the
    head of the queue, because ``flock`` itself knows no time limit. The kernel drops the lock of
    a process that dies, so there is nothing to clean up after a crash.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._generation = 0
        self._begin()

    def _begin(self) -> None:
        self._mutex = threading.RLock()  # re-entered when a Turn is collected in the middle
        self._wanted = threading.Condition(self._mutex)
        self._queue: deque[_Waiter] = deque()
        self._helper: threading.Thread | None = None
        self._descriptor = -1
        self._busy = False  # a thread has the turn, or the helper is fetching it
        self._fetching = False
        self._since = 0.0

    def after_fork(self) -> None:
        """Begin anew in a child, where the parent's turns and threads do not exist."""
        descriptor = self._descriptor
        self._generation += 1
        self._begin()
        if descriptor >= 0:
            os.close(descriptor)

    def acquire(self, timeout: float) -> Turn:
        """Wait up to `timeout` seconds for the turn to write. Raises `LockTimeout`."""
        with self._mutex:
            if not self._busy and self._try_file():
                self._busy = True
                return Turn(self, self._generation)
            waiter = _Waiter()
            self._queue.append(waiter)
            if not self._busy:
                self._fetch()
        try:
            waiter.event.wait(timeout)
        except BaseException:
            self._leave(waiter)
            raise
        with self._mutex:
            if waiter.granted:
                return Turn(self, self._generation)
            self._queue.remove(waiter)
        raise LockTimeout

    def _leave(self, waiter: _Waiter) -> None:
        """Step out of the queue when a signal interrupts the wait."""
        with self._mutex:
            if waiter.granted:
                self.give_back(self._generation)
            else:
                self._queue.remove(waiter)

    def give_back(self, generation: int) -> None:
        """End a turn: called by `Turn` only."""
        with self._mutex:
            if generation != self._generation:
                return
            if self._queue and time.monotonic() - self._since < HANDOVER_SECONDS:
                self._grant()
                return
            self._busy = False
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
            if self._queue:
                self._fetch()

    def _grant(self) -> None:
        waiter = self._queue.popleft()
        waiter.granted = True
        waiter.event.set()

    def _try_file(self) -> bool:
        if self._descriptor < 0:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self._since = time.monotonic()
        return True

    def _fetch(self) -> None:
        self._busy = self._fetching = True
        if self._helper is None:
            self._helper = threading.Thread(target=self._help, name="writer-lock", daemon=True)
            self._helper.start()
        else:
            self._wanted.notify()

    def _help(self) -> None:
        """Fetch the file lock whenever it is wanted; the body of the helper thread."""
        while True:
            with self._mutex:
                while not self._fetching:
                    self._wanted.wait()
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            except OSError:
                log.exception("the lock file %s cannot be locked", self._path)
                with self._mutex:
                    self._busy = self._fetching = False
                continue
            with self._mutex:
                self._fetching = False
                self._since = time.monotonic()
                if self._queue:
                    self._grant()
                else:
                    self._busy = False
                    fcntl.flock(self._descriptor, fcntl.LOCK_UN)


_locks: dict[Path, WriterLock] = {}
_locks_mutex = threading.Lock()


def writer_lock(path: Path) -> WriterLock:
    """The one lock object of this process for the lock file `path`."""
    resolved = path.resolve()
    with _locks_mutex:
        return _locks.setdefault(resolved, WriterLock(resolved))


def _after_fork() -> None:
    global _locks_mutex  # noqa: PLW0603 - another thread may have held it when we forked
    _locks_mutex = threading.Lock()
    for lock in _locks.values():
        lock.after_fork()


os.register_at_fork(after_in_child=_after_fork)
