"""The hostile set: each notebook alone and in comparisons, in a process that may not take much."""

from collections.abc import Iterator

import pytest
from hostile_notebooks import HOSTILE, Hostile
from hostile_notebooks.run import SECONDS as STEP_SECONDS
from hostile_notebooks.run import WAYS, asked

from mergelab.kit.limited import MIB, Limited

SECONDS = 2 * STEP_SECONDS
MEMORY = 512 * MIB


@pytest.fixture(scope="module")
def call() -> Iterator[Limited]:
    with Limited("builtins:eval", seconds=SECONDS, memory=MEMORY) as limited:
        yield limited


SMALL = [entry for entry in HOSTILE if not entry.heavy]
HEAVY = [entry for entry in HOSTILE if entry.heavy]


def test_the_set_holds_every_family() -> None:
    assert len(HOSTILE) > 400
    assert {entry.family for entry in HOSTILE} == {
        *("script", "handler", "address", "beacon", "takeover", "behaviour", "clobbering"),
        *("mutation", "markdown", "drawing", "field", "rich output", "terminal", "text"),
        *("JSON", "wrong types", "encoding", "published", "size"),
    }


@pytest.mark.parametrize("entry", SMALL, ids=str)
def test_no_notebook_breaks_the_engine(call: Limited, entry: Hostile) -> None:
    for way in WAYS:
        assert call(asked(str(entry), way))


@pytest.mark.nightly
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("entry", HEAVY, ids=str)
def test_no_size_breaks_the_engine(call: Limited, entry: Hostile, way: str) -> None:
    assert call(asked(str(entry), way))
