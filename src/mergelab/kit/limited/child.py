"""What runs in the child: limits first, then one function again and again until the pipe ends.

Started by its path, not as a module, so that nothing but this file is imported before the limits
hold. A question is 8 bytes of length and the payload; an answer is one byte that says how it went,
8 bytes of length and the result, or the traceback for the server's log.
"""

import contextlib
import ctypes
import importlib
import math
import os
import resource
import signal
import sys
import time
import traceback
from typing import BinaryIO

DONE, FAILED, NO_MEMORY = b"D", b"F", b"M"
LENGTH_BYTES = 8
OPEN_FILES = 64
LONGEST_TRACEBACK = 8_000
SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of <linux/prctl.h>


def main(arguments: list[str]) -> None:
    """Serve calls of a function: where the package is, the function's name as "module:name",
    seconds of computing, seconds on the clock, bytes of memory, and the parent's process number.
    """
    root, function, seconds, wall, memory, parent = arguments
    _end_with(int(parent))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what libraries print must not be an answer
    _limit(int(memory))
    _start_clock(float(seconds), float(wall))
    sys.path.insert(0, root)
    module, _, name = function.partition(":")
    target = getattr(importlib.import_module(module), name)
    questions = sys.stdin.buffer
    while (payload := _read(questions)) is not None:
        _start_clock(float(seconds), float(wall))
        status, answer = _answer(target, payload)
        answers.write(status + len(answer).to_bytes(LENGTH_BYTES, "big") + answer)
        answers.flush()
        del payload, answer
        _stop_clock()


def _answer(target, payload: bytes) -> tuple[bytes, bytes]:  # type: ignore[no-untyped-def]
    try:
        return DONE, target(payload)
    except MemoryError:
        return NO_MEMORY, b""
    except Exception:
        return FAILED, traceback.format_exc()[-LONGEST_TRACEBACK:].encode("utf-8", "replace")


def _read(questions: BinaryIO) -> bytes | None:
    head = questions.read(LENGTH_BYTES)
    return questions.read(int.from_bytes(head, "big")) if len(head) == LENGTH_BYTES else None


def _end_with(parent: int) -> None:
    """Have the kernel kill this process when its parent dies, where it can do so."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)


def _limit(memory: int) -> None:
    """Bound memory and files. A system that knows a limit not (macOS: memory) goes without it."""
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: OPEN_FILES,
    }
    for kind, most in limits.items():
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def _start_clock(seconds: float, wall: float) -> None:
    """From now on `seconds` of computing and `wall` of waiting end the process by a signal."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, wall)
    used = math.ceil(time.process_time() + seconds) + 1  # for what the exact timer does not catch
    resource.setrlimit(resource.RLIMIT_CPU, (used, resource.RLIM_INFINITY))


def _stop_clock() -> None:
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    main(sys.argv[1:])
