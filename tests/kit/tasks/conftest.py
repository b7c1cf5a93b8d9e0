"""Tasks that tests enqueue, and what they left behind."""

from collections.abc import Iterator

import pytest
from support import some_tasks


@pytest.fixture(autouse=True)
def calls() -> Iterator[list[object]]:
    """What `some_tasks.note` was called with, in order."""
    some_tasks.CALLS.clear()
    yield some_tasks.CALLS
    some_tasks.CALLS.clear()
