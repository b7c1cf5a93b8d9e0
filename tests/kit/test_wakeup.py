"""Signals may arrive inside the handling of others."""

import os
import signal
import subprocess
import sys
import time

from mergelab.kit.wakeup import StopFlag, Wakeup

PROGRAM = """
import os, signal, sys
from mergelab.kit.wakeup import StopFlag
flag = StopFlag()
signal.signal(signal.SIGTERM, lambda number, frame: flag.set())
print("ready", flush=True)
while not flag.is_set:
    flag.wait(60)
"""


def test_a_ring_before_the_wait_is_not_lost() -> None:
    bell = Wakeup()
    bell.ring()
    bell.ring()
    before = time.monotonic()
    bell.wait(30)
    assert time.monotonic() - before < 10


def test_a_wait_ends_by_itself() -> None:
    Wakeup().wait(0)
    flag = StopFlag()
    flag.wait(0.001)
    assert not flag.is_set


def test_a_flag_ends_the_wait() -> None:
    flag = StopFlag()
    flag.set()
    flag.wait(30)
    assert flag.is_set


def test_a_storm_of_signals_does_not_lock_the_process_up() -> None:
    """With `threading.Event` a few hundred signals lock the handler against itself."""
    for _ in range(5):
        with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            for _ in range(500):
                if process.poll() is not None:
                    break
                os.kill(process.pid, signal.SIGTERM)
            # A signal that comes while the interpreter is ending already ends it at once.
            assert process.wait(20) in {0, -signal.SIGTERM}
