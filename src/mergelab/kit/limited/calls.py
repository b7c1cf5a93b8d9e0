"""The server's side: starting a child, asking it, and saying why it did not answer."""

import logging
import os
import selectors
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

import mergelab

MIB: Final = 1024 * 1024
MAX_PAYLOAD: Final = 160 * MIB
MAX_ANSWER: Final = 64 * MIB

WALL: Final = 4
"""Seconds on the clock for each second of computing, for a machine that has others to serve."""

STARTING: Final = 10.0
"""Seconds on the clock that starting a child and handing over the payload may take besides."""

log = logging.getLogger(__name__)

_CHILD: Final = Path(__file__).with_name("child.py")
_ROOT: Final = Path(mergelab.__file__).parent.parent
_PASSED_ON: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "LC_ALL")
_HEAD: Final = 9
_CHUNK: Final = 1 << 16
_TOO_LONG: Final = frozenset([signal.SIGPROF, signal.SIGALRM, signal.SIGXCPU])


class Failed(Exception):
    """No answer. `reason` is for users: a few words without a full stop."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class OverLimit(Failed):
    """The function needs more than it may have."""


class Crashed(Failed):
    """The function raised, or its process broke; the log says how."""


def run_limited(function: str, payload: bytes, *, seconds: float, memory: int) -> bytes:
    """What ``module:name`` makes of the payload, in a process of its own.

    `seconds` bounds computing time (four times as much passes on the clock), `memory` the bytes of
    address space, of which a bare Python takes some 20 MiB. Raises `OverLimit`, `Crashed`.
    """
    with Limited(function, seconds=seconds, memory=memory) as call:
        return call(payload)


class Limited:
    """Calls of one function, each within the limits, by one child that is replaced if it fails.

    For one thread at a time: the child ends with the thread that first asked it.
    """

    def __init__(self, function: str, *, seconds: float, memory: int) -> None:
        self._function = function
        self._seconds = seconds
        self._memory = memory
        self._child: subprocess.Popen[bytes] | None = None

    def __call__(self, payload: bytes) -> bytes:
        """The function's result. Raises `OverLimit`, `Crashed`."""
        if len(payload) > MAX_PAYLOAD:
            raise OverLimit(f"more than {MAX_PAYLOAD // MIB} MiB to read")
        if self._child is None:
            self._child = self._start()
        try:
            status, answer = self._ask(self._child, payload)
        except BaseException:
            self.close()
            raise
        if status == b"D":
            return answer
        self.close()
        if status == b"M":
            raise self._no_memory()
        log.warning("%s raised:\n%s", self._function, answer.decode("utf-8", "replace"))
        raise Crashed("an error of the program that reads it")

    def close(self) -> None:
        """End the child; a later call starts another."""
        child, self._child = self._child, None
        if child is not None:
            _end(child)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _start(self) -> subprocess.Popen[bytes]:
        limits = (self._seconds, WALL * self._seconds + STARTING, self._memory, os.getpid())
        return subprocess.Popen(
            [sys.executable, "-I", "-B", _CHILD, _ROOT, self._function, *map(str, limits)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            cwd="/",
            start_new_session=True,  # an interrupt from the keyboard is for the server alone
        )

    def _ask(self, child: subprocess.Popen[bytes], payload: bytes) -> tuple[bytes, bytes]:
        deadline = time.monotonic() + WALL * self._seconds + 2 * STARTING
        question = memoryview(len(payload).to_bytes(8, "big") + payload)
        try:
            got = _exchange(child, question, deadline)
        except TimeoutError:
            raise self._too_long() from None
        if len(got) < _HEAD or len(got) < _HEAD + _length(got):
            raise self._ended(child)
        return bytes(got[:1]), bytes(memoryview(got)[_HEAD:])

    def _ended(self, child: subprocess.Popen[bytes]) -> Failed:
        """Why the child has ended without an answer."""
        code = child.wait()
        if -code in _TOO_LONG:
            return self._too_long()
        if -code == signal.SIGKILL:  # by the kernel, when the machine's memory is short
            return self._no_memory()
        log.warning("%s: the child ended with %d", self._function, code)
        return Crashed("an error of the program that reads it")

    def _too_long(self) -> OverLimit:
        return OverLimit(f"more than {self._seconds:g} s of computing time")

    def _no_memory(self) -> OverLimit:
        return OverLimit(f"more than {self._memory // MIB} MiB of memory")


def _exchange(child: subprocess.Popen[bytes], question: memoryview, deadline: float) -> bytearray:
    """Write the question and read the answer as both go; what came before the pipe ended.

    Raises TimeoutError, and OverLimit for an answer that is too long.
    """
    assert child.stdin is not None and child.stdout is not None  # narrows the types
    got = bytearray()
    with selectors.DefaultSelector() as selector:
        _register(selector, child.stdin, selectors.EVENT_WRITE)
        _register(selector, child.stdout, selectors.EVENT_READ)
        while len(got) < _HEAD or len(got) < _HEAD + _length(got):
            ready = selector.select(max(deadline - time.monotonic(), 0))
            if not ready:
                raise TimeoutError
            for key, _ in ready:
                if key.fileobj is child.stdout:
                    chunk = os.read(key.fd, _CHUNK)
                    if not chunk:
                        return got
                    got += chunk
                    continue
                question = _write(key.fd, question)
                if not question:
                    selector.unregister(key.fileobj)
            if len(got) >= _HEAD and _length(got) > MAX_ANSWER:
                raise OverLimit(f"a result of more than {MAX_ANSWER // MIB} MiB")
    return got


def _register(selector: selectors.BaseSelector, pipe: IO[bytes], event: int) -> None:
    os.set_blocking(pipe.fileno(), False)
    selector.register(pipe, event)


def _write(descriptor: int, question: memoryview) -> memoryview:
    """What is left to write; nothing where nobody reads any more."""
    try:
        return question[os.write(descriptor, question[:_CHUNK]) :]
    except BlockingIOError:
        return question
    except BrokenPipeError:
        return question[:0]


def _length(got: bytearray) -> int:
    return int.from_bytes(got[1:_HEAD], "big")


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()
    child.wait()
