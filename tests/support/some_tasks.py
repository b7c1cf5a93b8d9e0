"""Background verbs for tests."""

import time
from pathlib import Path

from mergelab.kit.errors import Refused
from mergelab.kit.tasks import enqueue, task

CALLS: list[object] = []


@task
def note(value: object, *, times: int = 1) -> None:
    CALLS.extend([value] * times)


@task(max_attempts=3, first_pause=0.0)
def fail(message: str) -> None:
    CALLS.append(message)
    raise RuntimeError(message)


@task
def refuse() -> None:
    raise Refused("there is no such thing")


@task
def chain(count: int) -> None:
    CALLS.append(count)
    if count:
        enqueue(chain, count - 1)


@task(max_attempts=2)
def append_line_and_wait(path: str, release: str) -> None:
    """Leave a line in a file, then wait until another file appears."""
    with Path(path).open("a") as file:
        file.write("started\n")
    while not Path(release).exists():
        time.sleep(0.02)
    with Path(path).open("a") as file:
        file.write("finished\n")
